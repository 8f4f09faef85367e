using System;
using ExPool.Cli.Screens;
using Xunit;

namespace ExPool.Cli.Tests.Screens;

public sealed class KeyMapTests
{
    [Theory]
    [InlineData('q', nameof(KeyAction.Quit))]
    [InlineData('Q', nameof(KeyAction.Quit))]
    [InlineData('\u001b', nameof(KeyAction.Back))]
    [InlineData('h', nameof(KeyAction.Help))]
    [InlineData('?', nameof(KeyAction.Help))]
    [InlineData('p', nameof(KeyAction.NextPool))]
    [InlineData('e', nameof(KeyAction.Totals))]
    [InlineData('t', nameof(KeyAction.SortByTag))]
    [InlineData('a', nameof(KeyAction.SortByAllocations))]
    [InlineData('f', nameof(KeyAction.SortByFrees))]
    [InlineData('d', nameof(KeyAction.SortByOutstanding))]
    [InlineData('b', nameof(KeyAction.SortByBytes))]
    [InlineData('m', nameof(KeyAction.SortByBytesPerBlock))]
    [InlineData('x', nameof(KeyAction.None))]
    public void A_character_does_what_it_does_in_poolmon(char character, string action)
    {
        ConsoleKeyInfo key = new(character, ConsoleKey.None, shift: false, alt: false, control: false);
        Assert.Equal(action, KeyMap.ActionOf(key).ToString());
    }

    [Theory]
    [InlineData(ConsoleKey.UpArrow, nameof(KeyAction.LineUp))]
    [InlineData(ConsoleKey.DownArrow, nameof(KeyAction.LineDown))]
    [InlineData(ConsoleKey.PageUp, nameof(KeyAction.PageUp))]
    [InlineData(ConsoleKey.PageDown, nameof(KeyAction.PageDown))]
    [InlineData(ConsoleKey.Home, nameof(KeyAction.First))]
    [InlineData(ConsoleKey.End, nameof(KeyAction.Last))]
    [InlineData(ConsoleKey.Escape, nameof(KeyAction.Back))]
    public void A_key_without_character_scrolls_or_leaves(ConsoleKey key, string action) =>
        Assert.Equal(action, KeyMap.ActionOf(new ConsoleKeyInfo('\0', key, false, false, false)).ToString());
}

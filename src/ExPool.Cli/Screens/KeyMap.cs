using System;

namespace ExPool.Cli.Screens;

/// <summary>poolmon's keys.</summary>
internal static class KeyMap
{
    /// <summary>What a key does.</summary>
    /// <param name="key">The key pressed.</param>
    public static KeyAction ActionOf(ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.Escape => KeyAction.Back,
        ConsoleKey.UpArrow => KeyAction.LineUp,
        ConsoleKey.DownArrow => KeyAction.LineDown,
        ConsoleKey.PageUp => KeyAction.PageUp,
        ConsoleKey.PageDown => KeyAction.PageDown,
        ConsoleKey.Home => KeyAction.First,
        ConsoleKey.End => KeyAction.Last,
        _ => ActionOf(key.KeyChar),
    };

    private static KeyAction ActionOf(char character) => char.ToLowerInvariant(character) switch
    {
        'q' => KeyAction.Quit,
        '\u001b' => KeyAction.Back,
        'h' or '?' => KeyAction.Help,
        'p' => KeyAction.NextPool,
        'e' => KeyAction.Totals,
        't' => KeyAction.SortByTag,
        'a' => KeyAction.SortByAllocations,
        'f' => KeyAction.SortByFrees,
        'd' => KeyAction.SortByOutstanding,
        'b' => KeyAction.SortByBytes,
        'm' => KeyAction.SortByBytesPerBlock,
        _ => KeyAction.None,
    };
}

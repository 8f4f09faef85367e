using System;
using System.CommandLine;
using System.Globalization;
using ExPool.Inspection.Analysis;

namespace ExPool.Cli.CommandLine;

/// <summary>Reads the text of options; every refusal names the option and what was expected.</summary>
internal static class OptionText
{
    /// <summary>Makes an option whose value is text, and <see langword="null"/> when it is not given.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="value">What stands for the value in the help.</param>
    public static Option<string?> Of(string name, string description, string value) =>
        new(name) { Description = description, HelpName = value };

    /// <summary>Makes an option whose value is text, with a default.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="description">What the help says.</param>
    /// <param name="value">What stands for the value in the help.</param>
    /// <param name="usual">The default.</param>
    public static Option<string> Of(string name, string description, string value, string usual) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => usual };

    /// <summary>Reads a size of a machine's memory; <see langword="null"/> when none was given.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="option">The option.</param>
    public static ulong? Size(ParseResult parse, Option<string?> option) =>
        parse.GetValue(option) is { } text ? MemorySize.Parse(option.Name, text) : null;

    /// <summary>Reads a whole number.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="minimum">The least allowed.</param>
    /// <param name="maximum">The most allowed.</param>
    public static int Integer(string option, string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
        && value >= minimum && value <= maximum
            ? value
            : throw new ToolException(
                $"{option} '{text}' is not allowed; expected a whole number from {minimum} to {maximum}");

    /// <summary>Reads a number of seconds.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="minimum">The least allowed.</param>
    /// <param name="maximum">The most allowed.</param>
    public static TimeSpan Seconds(string option, string text, double minimum, double maximum) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
        && value >= minimum && value <= maximum
            ? TimeSpan.FromSeconds(value)
            : throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"{option} '{text}' is not allowed; expected seconds from {minimum} to {maximum}"));

    /// <summary>Reads the name of a pool; <see langword="null"/> when none was given.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was typed, or <see langword="null"/>.</param>
    public static PoolKind? Pool(string option, string? text) => text switch
    {
        null => null,
        "nonpaged" => PoolKind.NonPaged,
        "paged" => PoolKind.Paged,
        _ => throw new ToolException($"{option} '{text}' is not a pool; expected nonpaged or paged"),
    };

    /// <summary>Reads a sort key, poolmon's letter.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was typed.</param>
    public static PoolSort Sort(string option, string text) => text switch
    {
        "t" => PoolSort.Tag,
        "a" => PoolSort.Allocations,
        "f" => PoolSort.Frees,
        "d" => PoolSort.Outstanding,
        "b" => PoolSort.Bytes,
        "m" => PoolSort.BytesPerBlock,
        _ => throw new ToolException(
            $"{option} '{text}' is not a sort key; expected t (tag), a (allocs), f (frees), d (diff), b (bytes) "
            + "or m (bytes per alloc)"),
    };

    /// <summary>Reads a tag.</summary>
    /// <param name="option">The option or argument, for the message.</param>
    /// <param name="text">What was typed.</param>
    public static PoolTag Tag(string option, string text) => PoolTag.TryParse(text, out PoolTag tag)
        ? tag
        : throw new ToolException($"{option} '{text}' is not a tag; expected 1 to 4 characters from space to '~'");

    /// <summary>Reads a hexadecimal address; 0x before it, and NT's ` or C#'s _ in it, are allowed.</summary>
    /// <param name="option">The argument, for the message.</param>
    /// <param name="text">What was typed.</param>
    public static ulong Address(string option, string text)
    {
        string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        digits = digits.Replace("`", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address)
            ? address
            : throw new ToolException(
                $"{option} '{text}' is not an address; expected up to 16 hexadecimal digits, as 0x7f12a0001010");
    }
}

using System;
using System.Globalization;

namespace ExPool.Cli.CommandLine;

/// <summary>Exact sizes of a machine's memory: 2GB, 16270p (pages of 4 KB), 1.5TB, or bytes without a unit.</summary>
internal static class MemorySize
{
    private static readonly string[] s_units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>Reads a size; rounded down to bytes.</summary>
    /// <param name="option">The option it was given to, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <exception cref="ToolException">It is no size, or needs more than 64 bits.</exception>
    public static ulong Parse(string option, string text)
    {
        (string number, decimal factor) = Split(text.Trim());
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            && value <= ulong.MaxValue / factor
            ? (ulong)decimal.Floor(value * factor)
            : throw new ToolException(
                $"{option} '{text}' is not a size; expected a number with p (pages), B, KB, MB, GB or TB, as 2GB");
    }

    /// <summary>A size for people, in the largest unit that it fills.</summary>
    /// <param name="byteCount">The bytes; <see langword="null"/> shows as -.</param>
    public static string Format(ulong? byteCount)
    {
        if (byteCount is not { } known)
        {
            return "-";
        }

        int unit = 0;
        while (unit < s_units.Length - 1 && known >= 1UL << (10 * (unit + 1)))
        {
            unit++;
        }

        decimal value = (decimal)known / (1UL << (10 * unit));
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {s_units[unit]}");
    }

    private static (string Number, decimal Factor) Split(string text)
    {
        for (int index = s_units.Length - 1; index >= 0; index--)
        {
            if (text.EndsWith(s_units[index], StringComparison.OrdinalIgnoreCase))
            {
                return (text[..^s_units[index].Length].TrimEnd(), 1UL << (10 * index));
            }
        }

        return text.EndsWith('p') ? (text[..^1].TrimEnd(), 4096) : (text, 1);
    }
}

using System;
using System.Globalization;

namespace ExPool.Model.Profiles;

/// <summary>Sizes as the profiles write them, and arithmetic that never wraps.</summary>
internal static class Bytes
{
    public const ulong Page = 4096;
    public const ulong Kilobyte = 1UL << 10;
    public const ulong Megabyte = 1UL << 20;
    public const ulong Gigabyte = 1UL << 30;

    private static readonly string[] s_units = ["B", "KB", "MB", "GB", "TB", "PB"];

    /// <summary>Reads a size as "1.2 GB", rounded down to bytes.</summary>
    public static ulong Parse(string text)
    {
        string[] parts = text.Split(' ');
        int unit = parts.Length == 2 ? Array.IndexOf(s_units, parts[1]) : -1;
        return unit >= 0 && decimal.TryParse(
            parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
            ? (ulong)decimal.Floor(value * (1UL << (10 * unit)))
            : throw new FormatException($"'{text}' is not a size; expected a number, a blank and a unit, as 256 MB");
    }

    /// <summary>A size for people: the largest unit that leaves at most two digits after the point.</summary>
    public static string Text(ulong byteCount)
    {
        int unit = 0;
        while (unit < s_units.Length - 1 && byteCount >= 1UL << (10 * (unit + 1)))
        {
            unit++;
        }

        decimal value = (decimal)byteCount / (1UL << (10 * unit));
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {s_units[unit]}");
    }

    /// <summary>A share of a size, rounded down; exact for every size.</summary>
    public static ulong Percent(ulong byteCount, uint percent) => (ulong)((UInt128)byteCount * percent / 100);

    /// <summary>Up to the next multiple.</summary>
    public static ulong RoundUp(ulong byteCount, ulong unit) => checked((byteCount + (unit - 1)) / unit * unit);

    /// <summary>Down to a multiple.</summary>
    public static ulong RoundDown(ulong byteCount, ulong unit) => byteCount / unit * unit;
}

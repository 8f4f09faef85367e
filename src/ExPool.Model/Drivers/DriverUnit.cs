using System;
using System.Buffers;
using System.Globalization;

namespace ExPool.Model.Drivers;

/// <summary>What a parameter counts, and how people write it: a number and a suffix.</summary>
internal sealed class DriverUnit
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    private readonly (string Suffix, ulong Factor)[] _suffixes;

    private DriverUnit(params (string Suffix, ulong Factor)[] suffixes) => _suffixes = suffixes;

    /// <summary>A number of things.</summary>
    public static DriverUnit Count { get; } = new(("", 1));

    /// <summary>Things in a second.</summary>
    public static DriverUnit PerSecond { get; } = new(("/s", 1));

    /// <summary>Bytes.</summary>
    public static DriverUnit Bytes { get; } =
        new(("B", 1), ("KB", 1UL << 10), ("MB", 1UL << 20), ("GB", 1UL << 30), ("TB", 1UL << 40), ("", 1));

    /// <summary>Bytes in a second.</summary>
    public static DriverUnit BytesPerSecond { get; } =
        new(("B/s", 1), ("KB/s", 1UL << 10), ("MB/s", 1UL << 20), ("GB/s", 1UL << 30), ("TB/s", 1UL << 40));

    /// <summary>Time in 100 ns.</summary>
    public static DriverUnit Time { get; } =
        new(("ms", 10_000), ("s", 10_000_000), ("min", 600_000_000), ("h", 36_000_000_000));

    /// <summary>Reads "50MB/s"; a part of a unit is allowed where it comes out whole, as in "1.5KB".</summary>
    public bool TryParse(string text, out ulong value)
    {
        value = 0;
        int split = text.AsSpan().IndexOfAnyExcept(s_digits);
        ReadOnlySpan<char> number = split < 0 ? text : text.AsSpan(0, split);
        ReadOnlySpan<char> suffix = split < 0 ? "" : text.AsSpan(split);
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal parsed)
            || parsed > uint.MaxValue)
        {
            return false;
        }

        foreach ((string known, ulong factor) in _suffixes)
        {
            if (suffix.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                decimal scaled = parsed * factor;
                value = scaled <= ulong.MaxValue ? (ulong)scaled : 0;
                return value == scaled;
            }
        }

        return false;
    }

    /// <summary>Writes a value so that it can be read again, in the largest unit that is whole.</summary>
    public string ToText(ulong value)
    {
        (string suffix, ulong factor) = _suffixes[0];
        foreach ((string larger, ulong largerFactor) in _suffixes)
        {
            if (value != 0 && value % largerFactor == 0 && largerFactor > factor)
            {
                (suffix, factor) = (larger, largerFactor);
            }
        }

        return (value / factor).ToString(CultureInfo.InvariantCulture) + suffix;
    }
}

using System;
using System.Globalization;

namespace ExPool.Cli.Scenarios.Conditions;

/// <summary>What a number is compared with: 823.4MB, 9000, -, or a number that was kept, as 2 x plain.</summary>
/// <remarks>A size is the same when it is so after rounding to the digits that were written: 823.4MB is 823.35 MB to
/// 823.45 MB.</remarks>
internal sealed class Amount
{
    private static readonly (string Name, ulong ByteCount)[] s_units =
        [("TB", 1UL << 40), ("GB", 1UL << 30), ("MB", 1UL << 20), ("KB", 1UL << 10), ("B", 1)];

    private readonly ScenarioLine _line;
    private readonly int _index;
    private readonly decimal _number;
    private readonly decimal _unit;
    private readonly int _digits;
    private readonly string? _name;

    private Amount(ScenarioLine line, int index, decimal number, decimal unit, int digits, string? name) =>
        (_line, _index, _number, _unit, _digits, _name) = (line, index, number, unit, digits, name);

    /// <summary>It says that the number is not known.</summary>
    public bool IsUnknown => _unit == 0;

    /// <summary>Reads its words.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">Its first word.</param>
    /// <param name="end">The word after it.</param>
    /// <param name="isBytes">A size is expected, else a count.</param>
    public static Amount Read(ScenarioLine line, int first, int end, bool isBytes)
    {
        string expected = isBytes ? "a size, as 2GB" : "a whole number";
        if (first < end && IsName(line.Words[first].Text))
        {
            return First(line, first, end, 1, line.Words[first].Text, first + 1);
        }

        if (end - first == 3 && line.Words[first + 1].Text == "x" && IsName(line.Words[first + 2].Text)
            && TryNumber(line.Words[first].Text, out decimal factor, out int _))
        {
            return First(line, first + 2, end, factor, line.Words[first + 2].Text, end);
        }

        if (first >= end)
        {
            throw line.Expected(first, $"at least, at most, {expected}, or a number that was kept");
        }

        if (first + 1 < end)
        {
            throw line.Expected(first + 1, "no more words");
        }

        string text = line.Words[first].Text;
        if (text == "-")
        {
            return new Amount(line, first, 0, 0, 0, null);
        }

        (string number, ulong unit) = isBytes ? Split(text) : (text, 1);
        return unit != 0 && TryNumber(number, out decimal value, out int digits) && (isBytes || digits == 0)
            ? new Amount(line, first, value, unit, digits, null)
            : throw line.Expected(first, $"{expected}, - or a number that was kept");
    }

    /// <summary>Compares a value with it: below 0 when the value is smaller.</summary>
    /// <param name="run">Where numbers are kept.</param>
    /// <param name="value">The value.</param>
    public int CompareTo(ScenarioRun run, ulong value)
    {
        if (IsUnknown)
        {
            return -1;
        }

        if (_name is not null)
        {
            ulong kept = run.Kept(_name) ?? throw _line.Expected(_index, "a number that was kept before");
            return ((decimal)value).CompareTo(_number * kept);
        }

        return Math.Round(value / _unit, _digits, MidpointRounding.AwayFromZero).CompareTo(_number);
    }

    private static Amount First(ScenarioLine line, int index, int end, decimal factor, string name, int next) =>
        next == end ? new Amount(line, index, factor, 1, 0, name) : throw line.Expected(next, "no more words");

    private static bool IsName(string text) => text.Length > 0 && char.IsAsciiLetter(text[0]);

    private static (string Number, ulong Unit) Split(string text)
    {
        foreach ((string name, ulong byteCount) in s_units)
        {
            if (text.EndsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return (text[..^name.Length], byteCount);
            }
        }

        return ("", 0);
    }

    private static bool TryNumber(string text, out decimal value, out int digits)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        digits = point < 0 ? 0 : text.Length - point - 1;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && digits <= 9 && value < 1_000_000_000_000_000;
    }
}

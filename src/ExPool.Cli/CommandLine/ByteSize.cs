using System;
using System.Globalization;

namespace ExPool.Cli.CommandLine;

/// <summary>Sizes and rates as people type and read them: 512B, 64KB, 2GB, 10MB/s. 1 KB is 1024 bytes.</summary>
internal static class ByteSize
{
    private const double Kilobyte = 1024;

    private static readonly string[] s_units = ["B", "KB", "MB", "GB"];

    /// <summary>Reads a size.</summary>
    /// <param name="option">The option it was given to, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="minimum">The least bytes allowed.</param>
    /// <param name="maximum">The most bytes allowed.</param>
    /// <exception cref="ToolException">It is no size, or out of bounds.</exception>
    public static ulong Parse(string option, string text, ulong minimum, ulong maximum)
    {
        if (!TryParse(text, out ulong byteCount))
        {
            throw new ToolException(
                $"{option} '{text}' is not a size; expected a number with B, KB, MB or GB, as 64KB");
        }

        return byteCount >= minimum && byteCount <= maximum
            ? byteCount
            : throw new ToolException(
                $"{option} {text} is out of bounds; expected {Format(minimum)} to {Format(maximum)}");
    }

    /// <summary>Reads a rate in bytes a second.</summary>
    /// <param name="option">The option it was given to, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="minimum">The least bytes a second allowed.</param>
    /// <param name="maximum">The most bytes a second allowed.</param>
    /// <exception cref="ToolException">It is no rate, or out of bounds.</exception>
    public static ulong ParseRate(string option, string text, ulong minimum, ulong maximum)
    {
        if (!text.EndsWith("/s", StringComparison.OrdinalIgnoreCase) || !TryParse(text[..^2], out ulong byteCount))
        {
            throw new ToolException($"{option} '{text}' is not a rate; expected a size and /s, as 10MB/s");
        }

        return byteCount >= minimum && byteCount <= maximum
            ? byteCount
            : throw new ToolException(
                $"{option} {text} is out of bounds; expected {Format(minimum)}/s to {Format(maximum)}/s");
    }

    /// <summary>Reads a size; <see langword="false"/> when it is none, or more than 2^53 bytes.</summary>
    /// <param name="text">A number with a unit, without blank or with one.</param>
    /// <param name="byteCount">The bytes, rounded down.</param>
    public static bool TryParse(string text, out ulong byteCount)
    {
        byteCount = 0;
        const double Largest = 1L << 53;
        string number = text.Trim();
        double factor = 0;
        for (int index = s_units.Length - 1; index >= 0 && factor == 0; index--)
        {
            if (number.EndsWith(s_units[index], StringComparison.OrdinalIgnoreCase))
            {
                factor = Math.Pow(Kilobyte, index);
                number = number[..^s_units[index].Length].TrimEnd();
            }
        }

        if (factor == 0
            || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            || !(value * factor <= Largest))
        {
            return false;
        }

        byteCount = (ulong)(value * factor);
        return true;
    }

    /// <summary>A size for people: 1 to 4 digits and a unit.</summary>
    /// <param name="byteCount">The bytes; <see langword="null"/> shows as -.</param>
    public static string Format(double? byteCount)
    {
        if (byteCount is not { } known)
        {
            return "-";
        }

        double value = Math.Abs(known);
        int unit = 0;
        while (unit < s_units.Length - 1 && value >= Kilobyte)
        {
            value /= Kilobyte;
            unit++;
        }

        string digits = value.ToString(unit == 0 || value >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture);
        return $"{(known < 0 ? "-" : "")}{digits} {s_units[unit]}";
    }
}

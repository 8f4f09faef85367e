using System;
using System.Globalization;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Leaking;

/// <summary>When to stop leaking: at so many bytes, after so long, or when the pool has nothing left.</summary>
/// <param name="ByteCount">Bytes; <see langword="null"/> for no such limit.</param>
/// <param name="Time">Time; <see langword="null"/> for no such limit.</param>
internal sealed record LeakLimit(ulong? ByteCount, TimeSpan? Time)
{
    private const double MaximumSeconds = 24 * 60 * 60;   // a forgotten leak ends within a day

    /// <summary>Reads "exhausted", "30s" or "2GB".</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was typed.</param>
    public static LeakLimit Parse(string option, string text)
    {
        if (text == "exhausted")
        {
            return new(null, null);
        }

        bool isSeconds = text.EndsWith('s')
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);
        if (isSeconds)
        {
            return new(null, OptionText.Seconds(option, text[..^1], 0.1, MaximumSeconds));
        }

        return ByteSize.TryParse(text, out ulong byteCount) && byteCount > 0
            ? new(byteCount, null)
            : throw new ToolException(
                $"{option} '{text}' is no limit; expected exhausted, seconds as 30s, or a size as 2GB");
    }

    /// <summary>The limit in words.</summary>
    public override string ToString() => ByteCount is { } byteCount ? $"until {ByteSize.Format(byteCount)} are leaked"
        : Time is { } time ? string.Create(CultureInfo.InvariantCulture, $"for {time.TotalSeconds:0.#} s")
        : "until the pool is exhausted";
}

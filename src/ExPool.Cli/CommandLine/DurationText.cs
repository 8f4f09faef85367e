using System;
using System.Globalization;

namespace ExPool.Cli.CommandLine;

/// <summary>Durations as people type and read them: 500ms, 30s, 10m, 2h, 1d, or several in a row as 1h30m.</summary>
internal static class DurationText
{
    private static readonly (string Unit, long Ticks)[] s_units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>Reads a duration.</summary>
    /// <param name="option">The option it was given to, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="minimum">The least allowed.</param>
    /// <param name="maximum">The most allowed.</param>
    /// <exception cref="ToolException">It is no duration, or out of bounds.</exception>
    public static TimeSpan Parse(string option, string text, TimeSpan minimum, TimeSpan maximum)
    {
        if (!TryParse(text, out TimeSpan duration))
        {
            throw new ToolException(
                $"{option} '{text}' is not a duration; expected numbers with ms, s, m, h or d, as 10m");
        }

        return duration >= minimum && duration <= maximum
            ? duration
            : throw new ToolException(
                $"{option} {text} is out of bounds; expected {Format(minimum)} to {Format(maximum)}");
    }

    /// <summary>A duration for people: 0s, 3m 20s, 1h 0m 5s; below a minute to the millisecond.</summary>
    /// <param name="duration">Not negative.</param>
    public static string Format(TimeSpan duration)
    {
        if (duration.TotalMinutes < 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");
        }

        string minutes = string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}m {duration.Seconds}s");
        return duration.TotalHours < 1
            ? minutes
            : string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}h {minutes}");
    }

    private static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        decimal ticks = 0;
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            at = EndOf(text, at, isUnit: false);
            string number = text[start..at];
            start = at;
            at = EndOf(text, at, isUnit: true);
            string unit = text[start..at];
            (string Unit, long Ticks) found = Array.Find(s_units, known => known.Unit == unit);
            if (found.Ticks == 0
                || !decimal.TryParse(
                    number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)
                || value > TimeSpan.MaxValue.Ticks / found.Ticks)
            {
                return false;
            }

            ticks += value * found.Ticks;
        }

        bool fits = text.Length > 0 && ticks <= TimeSpan.MaxValue.Ticks;
        duration = fits ? new TimeSpan((long)ticks) : TimeSpan.Zero;
        return fits;
    }

    private static int EndOf(string text, int at, bool isUnit)
    {
        while (at < text.Length && char.IsAsciiLetter(text[at]) == isUnit)
        {
            at++;
        }

        return at;
    }
}

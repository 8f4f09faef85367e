using System;

namespace ExPool.Cli.Counters;

/// <summary>A counter of the performance object Memory, by NT's name (docs/sources.md#memory-counters).</summary>
/// <param name="Name">NT's name.</param>
/// <param name="Kind">How its value comes about.</param>
/// <param name="Explanation">What it counts, and where the number comes from.</param>
/// <param name="Read">Its number at one look; of a rate, the events since boot. <see langword="null"/>: the model has
/// nothing that it could count.</param>
internal sealed record MemoryCounter(
    string Name, CounterKind Kind, string Explanation, Func<CounterSample, double?>? Read)
{
    /// <summary>The value: of a rate, since the look before.</summary>
    /// <param name="now">This look.</param>
    /// <param name="before">The one before; <see langword="null"/> at the first.</param>
    /// <returns><see langword="null"/> when it is not known: not modelled, or a rate without a time.</returns>
    public double? Value(CounterSample now, CounterSample? before)
    {
        if (Read is null || Read(now) is not { } value)
        {
            return null;
        }

        if (Kind != CounterKind.Rate)
        {
            return value;
        }

        double seconds = before is null ? 0 : (now.Memory.Time - before.Memory.Time).TotalSeconds;
        return seconds > 0 && Read(before!) is { } earlier ? (value - earlier) / seconds : null;
    }
}

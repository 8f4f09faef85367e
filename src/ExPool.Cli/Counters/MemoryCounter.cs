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
    /// <summary>Whether Windows has it; what it has no counter for is of the object ExPool.</summary>
    public bool IsOfWindows { get; init; } = true;

    /// <summary>NT's version that it came with; <see langword="null"/> when every release has it.</summary>
    public Version? Since { get; init; }

    /// <summary>The counter's path on a machine, as Windows' tools write it: \\MACHINE\Memory\Commit Limit.</summary>
    /// <param name="machine">The machine.</param>
    public string PathOn(string machine) => $@"\\{machine}\{(IsOfWindows ? "Memory" : "ExPool")}\{Name}";

    /// <summary>NT's name of how the value comes about.</summary>
    public string TypeName => Kind switch
    {
        CounterKind.Fraction => "PERF_RAW_FRACTION",
        CounterKind.Rate => "PERF_COUNTER_COUNTER",
        _ => "PERF_COUNTER_LARGE_RAWCOUNT",
    };

    /// <summary>The value: of a rate, since the look before.</summary>
    /// <param name="now">This look.</param>
    /// <param name="before">The one before; <see langword="null"/> at the first.</param>
    /// <returns><see langword="null"/> when it is not known: not modelled, not of
    /// this release, or a rate without a time.</returns>
    public double? Value(CounterSample now, CounterSample? before)
    {
        if (Read is null || now.Memory.Release < Since || Read(now) is not { } value)
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

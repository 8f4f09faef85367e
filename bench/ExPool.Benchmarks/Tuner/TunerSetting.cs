using System.Collections.Generic;

namespace ExPool.Benchmarks.Tuner;

/// <summary>How the pools of one measurement are kept.</summary>
/// <param name="Name">Its fixed name.</param>
/// <param name="IsTuned">Whether <see cref="Executive{TMachine}.AdjustLookasideDepth"/> is called after each
/// period.</param>
/// <param name="Options">The pools' options.</param>
internal sealed record TunerSetting(string Name, bool IsTuned, ExecutiveOptions Options)
{
    /// <summary>The settings that are compared.</summary>
    /// <remarks>No option fixes a list's limit: without the tuner a list still doubles it when it overflows, as far as
    /// the bytes allow that a thread's lists may hold.</remarks>
    public static IReadOnlyList<TunerSetting> All { get; } =
    [
        new("tuner", true, ExecutiveOptions.Default),
        new("none", false, ExecutiveOptions.Default),
        new("none, 64 KiB", false, ExecutiveOptions.Default with { LookasideHeldByteCount = 64 << 10 }),
        new("none, 16 MiB", false, ExecutiveOptions.Default with { LookasideHeldByteCount = 16 << 20 }),
        new("no lists", false, ExecutiveOptions.Default with { LookasideLargestByteCount = 0 }),
    ];
}

using System;

namespace ExPool.Benchmarks.Measuring;

/// <summary>How long and how often is measured.</summary>
internal sealed record MeasurePlan
{
    /// <summary>Rounds below this are for looking, not for quoting.</summary>
    public const int FewestQuotableRounds = 7;

    /// <summary>Samples of each contestant in each row.</summary>
    public int Rounds { get; init; } = 11;

    /// <summary>Pairs of samples, ours and a peer's; 0: rounds of all contestants instead.</summary>
    public int Pairs { get; init; }

    /// <summary>About how long a sample takes.</summary>
    public TimeSpan SampleLength { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long nothing is done before memory is read once more.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Shorter in everything, to look at.</summary>
    public static MeasurePlan Quick { get; } = new()
    {
        Rounds = FewestQuotableRounds,
        SampleLength = TimeSpan.FromMilliseconds(5),
        Idle = TimeSpan.FromSeconds(2),
    };
}

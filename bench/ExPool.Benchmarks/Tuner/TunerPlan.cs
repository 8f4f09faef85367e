namespace ExPool.Benchmarks.Tuner;

/// <summary>How long and how often the loads run.</summary>
/// <param name="Periods">Periods of a load; the tuner is called after each.</param>
/// <param name="Rounds">How often each load runs under each setting, by turns.</param>
internal sealed record TunerPlan(int Periods, int Rounds)
{
    /// <summary>To quote.</summary>
    public static TunerPlan Full { get; } = new(60, 11);

    /// <summary>To look at.</summary>
    public static TunerPlan Quick { get; } = new(20, 3);
}

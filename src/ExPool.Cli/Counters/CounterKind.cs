namespace ExPool.Cli.Counters;

/// <summary>How a counter's value comes about.</summary>
internal enum CounterKind
{
    /// <summary>A value of now: PERF_COUNTER_RAWCOUNT.</summary>
    Raw,

    /// <summary>A share of now, in percent: PERF_RAW_FRACTION.</summary>
    Fraction,

    /// <summary>What happened in a second, between two looks: PERF_COUNTER_COUNTER.</summary>
    Rate,
}

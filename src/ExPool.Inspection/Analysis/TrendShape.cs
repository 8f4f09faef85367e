namespace ExPool.Inspection.Analysis;

/// <summary>What the use of a tag over time looks like.</summary>
public enum TrendShape
{
    /// <summary>Too few snapshots, or too little time, to say.</summary>
    Unknown,

    /// <summary>Stays where it is.</summary>
    Steady,

    /// <summary>Grew, then stayed: a cache that filled, a start.</summary>
    Plateau,

    /// <summary>Comes and goes and returns to where it was.</summary>
    Fluctuating,

    /// <summary>Goes down.</summary>
    Shrinking,

    /// <summary>Grew at the end, without enough evidence to call it a leak.</summary>
    Growing,

    /// <summary>Grew all the time to the end.</summary>
    Leaking,
}

namespace ExPool.Benchmarks.Steps;

/// <summary>What is measured of pages that the pool did not have before.</summary>
internal enum FreshPhase
{
    /// <summary>The pool grows by them and hands them out.</summary>
    Grow,

    /// <summary>The first write to each.</summary>
    Touch,

    /// <summary>They go back to the system.</summary>
    Return,
}

namespace ExPool.Cli.Tests.Target;

/// <summary>What the process does that the tool looks into.</summary>
internal enum TargetMode
{
    /// <summary>Has known blocks in both pools.</summary>
    Pools,

    /// <summary>Has known blocks, and freed many of one size.</summary>
    Lookaside,

    /// <summary>Allocates and frees as fast as it can, under 10,000 tags.</summary>
    Load,

    /// <summary>Has known blocks, and refuses that others look (PR_SET_DUMPABLE 0).</summary>
    Undumpable,

    /// <summary>Has no pools.</summary>
    None,

    /// <summary>Wrote past the end of a block into the header after it.</summary>
    Overrun,

    /// <summary>Has a control region that its owner could cut off while it is read.</summary>
    Unsealed,

    /// <summary>Has a sealed control region that is too short.</summary>
    Truncated,

    /// <summary>Has a sealed control region that holds something else.</summary>
    Garbage,
}

using System;

namespace ExPool.Cli.Booting;

/// <summary>Something that happened on a machine.</summary>
/// <param name="Time">When, since boot; of what is seen from outside the next whole second.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Text">What, in a line.</param>
internal sealed record BootEvent(TimeSpan Time, BootEventKind Kind, string Text);

/// <summary>What kind of thing happened.</summary>
internal enum BootEventKind
{
    /// <summary>A driver wrote a line into the log.</summary>
    Log,

    /// <summary>A component wrote an entry into the event log.</summary>
    EventLog,

    /// <summary>A condition of \KernelObjects, as LowMemoryCondition, was set or reset.</summary>
    Condition,

    /// <summary>A pool refused a request for the first time.</summary>
    PoolExhausted,

    /// <summary>The commit limit refused a request for the first time.</summary>
    CommitRefused,

    /// <summary>No frame could be had for the first time.</summary>
    FramesRefused,

    /// <summary>Paged pool passed PoolUsageMaximum: memory is trimmed from here on.</summary>
    PoolTrim,

    /// <summary>A paging file grew.</summary>
    PagingFileGrown,

    /// <summary>A paging file is full, and grows no more.</summary>
    PagingFileFull,

    /// <summary>System page-table entries were refused for the first time.</summary>
    SystemPtesRefused,

    /// <summary>The machine stopped.</summary>
    Stop,
}

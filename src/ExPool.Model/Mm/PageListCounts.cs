using System.Collections.Generic;

namespace ExPool.Model.Mm;

/// <summary>How many frames each list has, and what became of standby pages.</summary>
/// <remarks>NT's SYSTEM_MEMORY_LIST_INFORMATION, in its order; what task managers show as standby, modified and
/// free (docs/sources.md#page-states).</remarks>
public sealed record PageListCounts
{
    /// <summary>Frames of zeros.</summary>
    public required ulong ZeroedCount { get; init; }

    /// <summary>Frames to be zeroed.</summary>
    public required ulong FreeCount { get; init; }

    /// <summary>Frames to be written to a paging file.</summary>
    public required ulong ModifiedCount { get; init; }

    /// <summary>Frames that may not be written yet.</summary>
    public required ulong ModifiedNoWriteCount { get; init; }

    /// <summary>Broken frames that nobody uses any more.</summary>
    public required ulong BadCount { get; init; }

    /// <summary>Standby frames by priority, 0 to 7.</summary>
    public required IReadOnlyList<ulong> StandbyByPriority { get; init; }

    /// <summary>By priority: standby frames that were taken for something else since boot.</summary>
    public required IReadOnlyList<ulong> RepurposedByPriority { get; init; }
}

using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model;

/// <summary>How a machine is laid out: what its page tables look like, where RAM is, and where the system's regions
/// are.</summary>
internal sealed record SystemLayout
{
    /// <summary>The form of page-table entries.</summary>
    public required PteFormat Format { get; init; }

    /// <summary>The frames that exist.</summary>
    public required IReadOnlyList<FrameRun> Runs { get; init; }

    /// <summary>Where the page tables are seen.</summary>
    public required ulong SelfMap { get; init; }

    /// <summary>Where user addresses end. What lies between this and the system's half is nobody's.</summary>
    public required ulong UserEnd { get; init; }

    /// <summary>The regions of the system's half: type, first address, bytes.</summary>
    public required IReadOnlyList<(SystemVaType Type, ulong Start, ulong ByteCount)> Regions { get; init; }

    /// <summary>What both pools share; <see langword="null"/> where each has a region.</summary>
    public SharedSpace? Shared { get; init; }

    /// <summary>What the loader leaves in RAM in large pages: addresses and page counts.</summary>
    public required IReadOnlyList<(nuint Address, uint PageCount)> Images { get; init; }

    /// <summary>Pages that the pools' own tables may take, at the end of what is boot loaded.</summary>
    public required (ulong Start, ulong ByteCount) Tables { get; init; }
}

using System.Collections.Immutable;

namespace ExPool.Model.Reports;

/// <summary>What every frame of a machine is used for: the debugger's !memusage.</summary>
/// <param name="Memory">The lists' totals.</param>
/// <param name="ActivePages">Frames that are mapped. Active + transition = the frames in use.</param>
/// <param name="TransitionPages">Frames that are owned, mapped nowhere, and on no list.</param>
/// <param name="Uses">A row for each use that has frames.</param>
public sealed record MemoryUseReport(
    MemoryReport Memory, ulong ActivePages, ulong TransitionPages, ImmutableArray<MemoryUse> Uses);

/// <summary>The frames of one use.</summary>
/// <param name="Kind">The use.</param>
/// <param name="ValidPages">Frames that are mapped, page tables not among them.</param>
/// <param name="StandbyPages">Clean frames that it can have back.</param>
/// <param name="ModifiedPages">Frames to be written, that it can have back.</param>
/// <param name="TransitionPages">Frames of it that are mapped nowhere, and on no list.</param>
/// <param name="LockedPages">Of the valid ones, those that never leave.</param>
/// <param name="PageTablePages">Frames that are page tables.</param>
public sealed record MemoryUse(
    MemoryUseKind Kind,
    ulong ValidPages,
    ulong StandbyPages,
    ulong ModifiedPages,
    ulong TransitionPages,
    ulong LockedPages,
    ulong PageTablePages);

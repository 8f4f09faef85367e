using System.Collections.Immutable;

namespace ExPool.Model.Reports;

/// <summary>What a process's heap did, step by step, with the addresses of a machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="PointerByteCount">Bytes of an address.</param>
/// <param name="RegionByteCount">Bytes of a region, of which blocks are cut.</param>
/// <param name="Steps">The steps: the first makes the heap.</param>
public sealed record HeapReport(
    string Machine, int PointerByteCount, ulong RegionByteCount, ImmutableArray<HeapStep> Steps);

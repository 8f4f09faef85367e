using System.Collections.Immutable;
using ExPool.Ke;

namespace ExPool.Model.Reports;

/// <summary>One step of a heap, and what it has after it.</summary>
/// <param name="Action">What was asked for.</param>
/// <param name="ByteCount">Bytes that were asked for; <see langword="null"/> where none were.</param>
/// <param name="Address">The block that was taken or given back; <see langword="null"/> for none.</param>
/// <param name="Status">What it came to.</param>
/// <param name="Regions">Its regions.</param>
/// <param name="InUse">Blocks in use, by address.</param>
/// <param name="Free">The list of free blocks, which is by address.</param>
public sealed record HeapStep(
    HeapAction Action,
    ulong? ByteCount,
    ulong? Address,
    NtStatus Status,
    ImmutableArray<HeapRegion> Regions,
    ImmutableArray<HeapBlock> InUse,
    ImmutableArray<HeapBlock> Free);

/// <summary>A region of a heap.</summary>
/// <param name="Address">Its first address.</param>
/// <param name="ReservedPages">Pages of addresses.</param>
/// <param name="CommittedPages">Pages of these that have memory.</param>
public sealed record HeapRegion(ulong Address, ulong ReservedPages, ulong CommittedPages);

/// <summary>A block of a heap.</summary>
/// <param name="Address">Its first address.</param>
/// <param name="ByteCount">Its bytes.</param>
public sealed record HeapBlock(ulong Address, ulong ByteCount);

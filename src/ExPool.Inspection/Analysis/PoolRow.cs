using ExPool.Snapshots;

namespace ExPool.Inspection.Analysis;

/// <summary>One line of a table: a tag in one pool, and what changed since the snapshot before.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Kind">The pool.</param>
/// <param name="Counters">The counters now.</param>
/// <param name="AllocationsChange">Blocks allocated since the snapshot before; 0 at the first.</param>
/// <param name="FreesChange">Blocks freed since the snapshot before; 0 at the first.</param>
/// <param name="BytesChange">Growth of the bytes in use since the snapshot before; 0 at the first.</param>
/// <param name="CallSite">Who allocated with this tag first; <see langword="null"/> when not known.</param>
public sealed record PoolRow(
    PoolTag Tag,
    PoolKind Kind,
    PoolCounters Counters,
    long AllocationsChange,
    long FreesChange,
    long BytesChange,
    string? CallSite);

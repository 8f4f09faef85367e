namespace ExPool.Contract.Tests.Support;

/// <summary>What a test counted itself for one tag in one pool.</summary>
/// <param name="Allocations">Blocks it got.</param>
/// <param name="Frees">Blocks it gave back.</param>
/// <param name="Bytes">Bytes that must be charged to what is left.</param>
internal readonly record struct ShadowCounters(ulong Allocations, ulong Frees, ulong Bytes)
{
    // A thread frees what others allocated, so one thread's bytes may go below zero; the sum does not.
    public ShadowCounters Allocated(int charge) => unchecked(
        this with { Allocations = Allocations + 1, Bytes = Bytes + (ulong)charge });

    public ShadowCounters Freed(int charge) => unchecked(
        this with { Frees = Frees + 1, Bytes = Bytes - (ulong)charge });

    public static ShadowCounters operator +(ShadowCounters left, ShadowCounters right) => unchecked(
        new(left.Allocations + right.Allocations, left.Frees + right.Frees, left.Bytes + right.Bytes));
}

namespace ExPool.Ex.Views;

/// <summary>The four counters of a tag, in their order in memory. All only go up.</summary>
internal enum TrackerField
{
    Allocations,
    BytesAllocated,
    Frees,
    BytesFreed,
}

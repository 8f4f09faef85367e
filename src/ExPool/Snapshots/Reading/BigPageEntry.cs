namespace ExPool.Snapshots.Reading;

/// <summary>A living entry of the big-page table; NT's POOL_TRACKER_BIG_PAGES.</summary>
/// <param name="Slot">Its number in the table.</param>
/// <param name="Address">The block's first address.</param>
/// <param name="Tag">The block's tag.</param>
/// <param name="PoolType">Which pool.</param>
/// <param name="ByteCount">Its bytes.</param>
internal readonly record struct BigPageEntry(uint Slot, ulong Address, PoolTag Tag, uint PoolType, ulong ByteCount);

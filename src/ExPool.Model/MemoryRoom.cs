using ExPool.Model.Hal;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Model;

/// <summary>How much memory is left at one moment, in bytes: what the conditions look at.</summary>
/// <param name="Available">RAM that can be given out.</param>
/// <param name="Paged">Paged pool.</param>
/// <param name="NonPaged">Nonpaged pool.</param>
/// <param name="Committed">What is promised.</param>
/// <param name="CommitLimit">What may be promised now.</param>
/// <param name="MaximumCommitLimit">What may be promised when all paging files have grown as far as they may.</param>
/// <param name="Thresholds">From when on RAM is low or high; of the pools it is their own size that counts.</param>
internal sealed record MemoryRoom(
    ulong Available,
    PoolRoom Paged,
    PoolRoom NonPaged,
    ulong Committed,
    ulong CommitLimit,
    ulong MaximumCommitLimit,
    MemoryThresholds Thresholds)
{
    /// <summary>Looks at a machine.</summary>
    public static MemoryRoom Of(ModelKernel kernel, MemoryManager memory, MemoryThresholds thresholds) => new(
        Bytes(memory.Lists.AvailableCount),
        kernel.RoomOf(PoolKind.Paged),
        kernel.RoomOf(PoolKind.NonPaged),
        Bytes(memory.Commit.Used),
        Bytes(memory.Commit.Limit),
        Bytes(memory.Commit.Limit + memory.Files.RoomToGrow),
        thresholds);

    private static ulong Bytes(ulong pageCount) => pageCount << PhysicalMemory.PageShift;
}

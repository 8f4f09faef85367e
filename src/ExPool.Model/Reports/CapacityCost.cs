using ExPool.Snapshots;

namespace ExPool.Model.Reports;

/// <summary>What things cost a machine: of each resource.</summary>
/// <param name="NonPagedBytes">Bytes of nonpaged pool, whole blocks.</param>
/// <param name="PagedBytes">Bytes of paged pool, whole blocks.</param>
/// <param name="CommitPages">Pages that are promised.</param>
/// <param name="ResidentPages">Frames that never leave, those promised to processes among them.</param>
/// <param name="SystemPtes">System page-table entries.</param>
public sealed record CapacityCost(
    double NonPagedBytes, double PagedBytes, double CommitPages, double ResidentPages, double SystemPtes)
{
    /// <summary>What is in use now.</summary>
    internal static CapacityCost Of(Computer computer)
    {
        PoolSnapshot pools = computer.Capture();
        Mm.MemoryManager memory = computer.Parts.Memory;
        return new CapacityCost(
            BytesOf(pools, PoolKind.NonPaged),
            BytesOf(pools, PoolKind.Paged),
            memory.Commit.Used,
            memory.Memory.FrameCount - memory.Resident.Left,
            memory.SystemPtes.Range.UsedCount);
    }

    /// <summary>The difference to what was in use before, for each of so many things.</summary>
    internal CapacityCost Each(CapacityCost before, ulong count) => new(
        (NonPagedBytes - before.NonPagedBytes) / count,
        (PagedBytes - before.PagedBytes) / count,
        (CommitPages - before.CommitPages) / count,
        (ResidentPages - before.ResidentPages) / count,
        (SystemPtes - before.SystemPtes) / count);

    private static double BytesOf(PoolSnapshot pools, PoolKind kind)
    {
        ulong sum = 0;
        foreach (TagUsage usage in pools.Tags)
        {
            sum += usage[kind].BytesInUse;
        }

        return sum;
    }
}

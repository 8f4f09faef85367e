using ExPool.Model.Cc;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Model;

/// <summary>Makes room for paged pool while more of it is used than PoolUsageMaximum says: once a second the system
/// cache gives views back, and with them prototype entries and VACBs, which are paged pool.</summary>
/// <remarks>NT trims cached views first and working sets then (docs/sources.md#system-cache). The working set loses an
/// eighth when memory is short, or when the pool has grown since the last look, though views were given
/// back.</remarks>
internal sealed class PagedPoolWatch(SystemContext system, CacheManager cache) : SystemPart(system)
{
    private const uint TrimShare = 8;

    private ulong _usedBefore;

    /// <inheritdoc/>
    public override string Name => "paged pool watch";

    /// <summary>Percent of paged pool above which memory is trimmed.</summary>
    public static int PercentOf(SystemContext system) =>
        (int)(system.Registry.Get("PoolUsageMaximum") ?? LimitCalculator.DefaultTrimPercent);

    /// <inheritdoc/>
    public override void Second()
    {
        PoolRoom room = System.Kernel.RoomOf(PoolKind.Paged);
        ulong used = room.MaximumByteCount - room.FreeByteCount;
        if (used > room.MaximumByteCount / 100 * (ulong)PercentOf(System))
        {
            MemoryManager memory = System.Memory;
            System.Kernel.Trim();
            _ = cache.TrimViews();
            if (used > _usedBefore || memory.Lists.AvailableCount < memory.Balance.LowCount)
            {
                memory.WorkingSet.Trim(memory.WorkingSet.Count / TrimShare);
            }
        }

        _usedBefore = used;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer) => writer.Write(_usedBefore);

    /// <inheritdoc/>
    public override void Load(StateReader reader) => _usedBefore = reader.ReadUInt64();
}

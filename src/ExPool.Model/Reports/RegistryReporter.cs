using System.Collections.Immutable;
using ExPool.Model.Cm;

namespace ExPool.Model.Reports;

/// <summary>Reads what the registry has, from outside: no page is brought in.</summary>
internal static class RegistryReporter
{
    /// <summary>The totals, and each hive whose block can be read.</summary>
    public static RegistryReport Read(ComputerParts parts, Registry registry, ulong pagedPoolByteCount)
    {
        OutsideView view = new(parts, registry.PointerByteCount);
        ImmutableArray<HiveReport>.Builder hives = ImmutableArray.CreateBuilder<HiveReport>();
        byte[] block = new byte[HiveBlock.ByteCount];
        ulong address = registry.FirstHive;
        for (uint left = registry.HiveCount; left != 0 && address != 0; left--)
        {
            if (view.Read(address, block) != block.Length
                || !HiveBlock.TryParse(
                    block,
                    view.PointerByteCount,
                    out (string Name, uint Length, uint OpenCount) hive,
                    out ulong next))
            {
                break;
            }

            hives.Insert(0, new HiveReport(hive.Name, address, hive.Length, hive.OpenCount));
            address = next;
        }

        RegistryQuota quota = registry.Quota;
        return new(
            quota.Allowed,
            quota.Used,
            pagedPoolByteCount,
            registry.IsInPool,
            registry.OpenKeyCount,
            quota.RefusedCount,
            hives.DrainToImmutable());
    }
}

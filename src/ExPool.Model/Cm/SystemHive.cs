using ExPool.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Cm;

/// <summary>Loads the SYSTEM hive at boot, as the boot loader does.</summary>
/// <remarks>What is larger than the loader has room for cannot be booted: Windows says that
/// \SYSTEM32\CONFIG\SYSTEM is missing or corrupt (docs/sources.md#registry-size-limit).</remarks>
internal static class SystemHive
{
    // Beyond this nothing is published; the map of a hive ends at 2 GB.
    private const ulong Largest = 1UL << 30;

    /// <summary>Refuses what cannot be loaded.</summary>
    /// <exception cref="ComputerException">The hive is too large.</exception>
    public static void Check(WindowsProfile profile, MachineLimits limits, ulong byteCount)
    {
        ulong most = limits.SystemHiveLimit.ByteCount ?? Largest;
        if (byteCount > most)
        {
            throw new ComputerException(
                $"{profile} could not start because the SYSTEM hive has {byteCount} bytes; expected at most {most}");
        }
    }

    /// <summary>Loads it.</summary>
    /// <exception cref="ComputerException">There is no memory for it.</exception>
    public static void Load(Registry registry, ulong byteCount)
    {
        uint next = 0;
        NtStatus status = registry.CreateHive(BaseHives.SystemName, out nuint hive);
        if (status == NtStatus.Success)
        {
            // The size limit is not looked at before a hive is loaded after boot: whoever set it wrong can still boot.
            registry.Quota.IsEnforced = false;
            status = BaseHives.Fill(registry, hive, (uint)byteCount, uint.MaxValue, ref next);
        }

        if (status != NtStatus.Success)
        {
            throw new ComputerException(
                $"the SYSTEM hive of {byteCount} bytes cannot be loaded: status 0x{(uint)status:X8}; expected more "
                + "memory, or a smaller hive");
        }
    }
}

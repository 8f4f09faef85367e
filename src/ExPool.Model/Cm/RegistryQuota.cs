using System;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Cm;

/// <summary>What the registry may have, and has: NT's registry size limit.</summary>
/// <remarks>Used = bins + base blocks + maps of all hives. Once a hive was loaded after boot, nothing is charged that
/// would make Used more than Allowed; where there is no limit, as since Windows XP, only Used is kept
/// (docs/sources.md#registry-size-limit).</remarks>
internal sealed class RegistryQuota(SystemContext system)
{
    /// <summary>The most that it may have; <see langword="null"/> where the release sets no limit.</summary>
    public ulong? Allowed => system.Limits.RegistrySizeLimit.ByteCount;

    /// <summary>What it has.</summary>
    public ulong Used { get; private set; }

    /// <summary>Whether a hive was loaded after boot: until then nothing is refused.</summary>
    public bool IsEnforced { get; set; }

    /// <summary>Requests that were refused.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Charges bytes.</summary>
    public NtStatus TryCharge(ulong byteCount)
    {
        if (IsEnforced && Allowed is ulong allowed && Used + byteCount > allowed)
        {
            RefusedCount++;
            return NtStatus.RegistryQuotaLimit;
        }

        Used += byteCount;
        return NtStatus.Success;
    }

    /// <summary>Takes a charge back. A saved machine may have said less than there is.</summary>
    public void Return(ulong byteCount) => Used -= Math.Min(Used, byteCount);

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Used);
        writer.Write(IsEnforced);
        writer.Write(RefusedCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        Used = reader.ReadUpTo("the bytes of the registry", long.MaxValue);
        IsEnforced = reader.ReadBoolean();
        RefusedCount = reader.ReadUInt64();
    }
}

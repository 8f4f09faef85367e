using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>A process as the pools see it: what is charged to it, and how much may be.</summary>
/// <remarks>
/// NT's EPROCESS_QUOTA_BLOCK, with the name of its EPROCESS. Changed interlocked; limits and name are written before
/// References says that the process lives.
/// <code>
/// References   63..32 generation | 31..1 blocks charged | 0 not deleted
/// </code>
/// </remarks>
internal readonly ref struct ProcessRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x80;
    public const int NameByteCount = 0x20;
    public const int PoolByteCount = 0x20;
    public const int NextAddressOffset = 0x0;
    public const int IdOffset = 0x8;
    public const int ReferencesOffset = 0x10;
    public const int NonPagedOffset = 0x20;
    public const int NameOffset = 0x60;

    /// <summary>In <see cref="References"/>: not deleted.</summary>
    public const ulong AliveBit = 1;

    /// <summary>In <see cref="References"/>: one block.</summary>
    public const ulong OneBlock = 2;

    public nuint Address => address;

    /// <summary>The record that was made before this one; 0 for the first.</summary>
    public nuint NextAddress
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + NextAddressOffset);
        set => Cell<TMachine>.Publish(machine, address + NextAddressOffset, value);
    }

    /// <summary>Where the record lies in the tables, in units of 64 bytes.</summary>
    public uint Id
    {
        get => Cell<TMachine>.ReadShared32(machine, address + IdOffset);
        set => Cell<TMachine>.Publish32(machine, address + IdOffset, value);
    }

    public ulong References
    {
        get => Cell<TMachine>.ReadShared(machine, address + ReferencesOffset);
        set => Cell<TMachine>.Publish(machine, address + ReferencesOffset, value);
    }

    public nuint NameAddress => address + NameOffset;

    /// <summary>What is charged for one pool.</summary>
    public QuotaRecord<TMachine> Quota(PoolKind kind) =>
        new(machine, address + NonPagedOffset + ((nuint)kind * PoolByteCount));
}

using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The root block: from here everything that an executive keeps is found.</summary>
/// <remarks>NT's KDDEBUGGER_DATA64 in purpose. The offsets are in docs/internals/memory-layout.md. Fixed
/// after boot but for the counts.</remarks>
internal readonly ref partial struct RootRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const ulong SignatureValue = 0x444B_4C4F_4F50_5845; // "EXPOOLKD"
    public const uint CurrentVersion = 4;
    public const int ByteCount = 0x1000;
    public const int NameByteCount = 0x20;
    public const int NonPagedPoolOffset = 0x100;
    public const int PagedPoolOffset = 0x500;
    public const int PoolStride = 0x400;
    public const int SignatureOffset = 0x0;
    public const int VersionOffset = 0x8;
    public const int RootByteCountOffset = 0xC;
    public const int TablesAddressOffset = 0x10;
    public const int TablesByteCountOffset = 0x18;
    public const int TablesUsedByteCountOffset = 0x20;
    public const int PointerByteCountOffset = 0x28;
    public const int PageByteCountOffset = 0x2C;
    public const int UnitByteCountOffset = 0x30;
    public const int HeaderByteCountOffset = 0x34;
    public const int FirstBlockByteOffsetOffset = 0x38;
    public const int UnitsPerPageOffset = 0x3C;
    public const int ProcessIdOffset = 0x40;
    public const int TablesLockOffset = 0x44;
    public const int StartedAtOffset = 0x48;
    public const int NameOffset = 0x50;
    public const int ProcessorsAddressOffset = 0x70;
    public const int ProcessorCountOffset = 0x78;
    public const int ProcessorMaximumOffset = 0x7C;
    public const int TagsAddressOffset = 0x80;
    public const int TagCountOffset = 0x88;
    public const int TagMaximumOffset = 0x8C;
    public const int TagIndexAddressOffset = 0x90;
    public const int TagIndexMaskOffset = 0x98;
    public const int TagLockOffset = 0x9C;
    public const int LookasideClassCountOffset = 0xA0;
    public const int BalanceLockOffset = 0xA4;
    public const int BalanceCountOffset = 0xA8;
    public const int BalanceTickOffset = 0xB0;
    public const int DrainCountOffset = 0xB8;
    public const int StopStateOffset = 0xC0;
    public const int StopCodeOffset = 0xC4;
    public const int StopParametersOffset = 0xC8;
    public const int StopTagOffset = 0xE8;
    public const int StopAddressOffset = 0xF0;
    public const int TablesCommittedByteCountOffset = 0xF8;

    public nuint Address => address;

    /// <summary>The bytes EXPOOLKD.</summary>
    public ulong Signature
    {
        get => Cell<TMachine>.ReadShared(machine, address + SignatureOffset);
        set => Cell<TMachine>.Publish(machine, address + SignatureOffset, value);
    }

    public uint Version
    {
        get => Cell<TMachine>.Read<uint>(machine, address + VersionOffset);
        set => Cell<TMachine>.Write(machine, address + VersionOffset, value);
    }

    public uint RootByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + RootByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + RootByteCountOffset, value);
    }

    public nuint TablesAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + TablesAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + TablesAddressOffset, value);
    }

    public nuint TablesByteCount
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + TablesByteCountOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + TablesByteCountOffset, value);
    }

    public nuint TablesUsedByteCount
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + TablesUsedByteCountOffset);
        set => Cell<TMachine>.Publish(machine, address + TablesUsedByteCountOffset, value);
    }

    public uint PointerByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PointerByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + PointerByteCountOffset, value);
    }

    public uint PageByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PageByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + PageByteCountOffset, value);
    }

    public uint UnitByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + UnitByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + UnitByteCountOffset, value);
    }

    public uint HeaderByteCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + HeaderByteCountOffset);
        set => Cell<TMachine>.Write(machine, address + HeaderByteCountOffset, value);
    }

    public uint FirstBlockByteOffset
    {
        get => Cell<TMachine>.Read<uint>(machine, address + FirstBlockByteOffsetOffset);
        set => Cell<TMachine>.Write(machine, address + FirstBlockByteOffsetOffset, value);
    }

    public uint UnitsPerPage
    {
        get => Cell<TMachine>.Read<uint>(machine, address + UnitsPerPageOffset);
        set => Cell<TMachine>.Write(machine, address + UnitsPerPageOffset, value);
    }

    public uint ProcessId
    {
        get => Cell<TMachine>.Read<uint>(machine, address + ProcessIdOffset);
        set => Cell<TMachine>.Write(machine, address + ProcessIdOffset, value);
    }

    public uint TablesLock
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TablesLockOffset);
        set => Cell<TMachine>.Write(machine, address + TablesLockOffset, value);
    }

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public long StartedAt
    {
        get => Cell<TMachine>.Read<long>(machine, address + StartedAtOffset);
        set => Cell<TMachine>.Write(machine, address + StartedAtOffset, value);
    }

    /// <summary>The first byte of the name; RawBytes writes the rest.</summary>
    public byte Name
    {
        get => Cell<TMachine>.Read<byte>(machine, address + NameOffset);
        set => Cell<TMachine>.Write(machine, address + NameOffset, value);
    }

    public nuint ProcessorsAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + ProcessorsAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + ProcessorsAddressOffset, value);
    }

    public uint ProcessorCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + ProcessorCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + ProcessorCountOffset, value);
    }

    public uint ProcessorMaximum
    {
        get => Cell<TMachine>.Read<uint>(machine, address + ProcessorMaximumOffset);
        set => Cell<TMachine>.Write(machine, address + ProcessorMaximumOffset, value);
    }

    public nuint TagsAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + TagsAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + TagsAddressOffset, value);
    }

    /// <summary>Tag records in use; a record is complete before it is counted.</summary>
    public uint TagCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + TagCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + TagCountOffset, value);
    }

    public uint TagMaximum
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TagMaximumOffset);
        set => Cell<TMachine>.Write(machine, address + TagMaximumOffset, value);
    }

    public nuint TagIndexAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + TagIndexAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + TagIndexAddressOffset, value);
    }

    public uint TagIndexMask
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TagIndexMaskOffset);
        set => Cell<TMachine>.Write(machine, address + TagIndexMaskOffset, value);
    }

    public uint TagLock
    {
        get => Cell<TMachine>.Read<uint>(machine, address + TagLockOffset);
        set => Cell<TMachine>.Write(machine, address + TagLockOffset, value);
    }

    public uint LookasideClassCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LookasideClassCountOffset);
        set => Cell<TMachine>.Write(machine, address + LookasideClassCountOffset, value);
    }

    /// <summary>Times the look-aside lists were tuned.</summary>
    public ulong BalanceCount
    {
        get => Cell<TMachine>.ReadShared(machine, address + BalanceCountOffset);
        set => Cell<TMachine>.Publish(machine, address + BalanceCountOffset, value);
    }

    /// <summary>When they were tuned last; 0 for never.</summary>
    public long BalanceTick
    {
        get => (long)Cell<TMachine>.ReadShared(machine, address + BalanceTickOffset);
        set => Cell<TMachine>.Publish(machine, address + BalanceTickOffset, (ulong)value);
    }

    /// <summary>Times all lists were emptied at once.</summary>
    public ulong DrainCount
    {
        get => Cell<TMachine>.ReadShared(machine, address + DrainCountOffset);
        set => Cell<TMachine>.Publish(machine, address + DrainCountOffset, value);
    }

    /// <summary>0 running, 1 being written, 2 stopped.</summary>
    public uint StopState
    {
        get => Cell<TMachine>.ReadShared32(machine, address + StopStateOffset);
        set => Cell<TMachine>.Publish32(machine, address + StopStateOffset, value);
    }

    public uint StopCode
    {
        get => Cell<TMachine>.Read<uint>(machine, address + StopCodeOffset);
        set => Cell<TMachine>.Write(machine, address + StopCodeOffset, value);
    }

    /// <summary>The first of four parameters.</summary>
    public ulong StopParameters
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + StopParametersOffset);
        set => Cell<TMachine>.Write(machine, address + StopParametersOffset, value);
    }

    public uint StopTag
    {
        get => Cell<TMachine>.Read<uint>(machine, address + StopTagOffset);
        set => Cell<TMachine>.Write(machine, address + StopTagOffset, value);
    }

    public ulong StopAddress
    {
        get => Cell<TMachine>.Read<ulong>(machine, address + StopAddressOffset);
        set => Cell<TMachine>.Write(machine, address + StopAddressOffset, value);
    }

    public nuint TablesCommittedByteCount
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + TablesCommittedByteCountOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + TablesCommittedByteCountOffset, value);
    }

    /// <summary>The record of one pool.</summary>
    public nuint PoolAddress(PoolKind kind) => address + NonPagedPoolOffset + ((nuint)kind * PoolStride);
}

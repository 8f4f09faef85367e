using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>One pool: where it lies, how far it has grown, its page tables and descriptors.</summary>
/// <remarks>Guarded by its lock, but for Failures, which is added to interlocked, and Rotor and RefusalTick,
/// which may lose an update.</remarks>
internal readonly ref struct PoolRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int BinBitmapOffset = 0x80;
    public const int BinHeadsOffset = 0xA0;
    public const int BinBitmapWords = 3;
    public const int BinCount = 0xC0;
    public const int CachedPagesOffset = 0x3C0;
    public const int CachedPageMaximum = 0x10;
    public const int KindOffset = 0x0;
    public const int LockOffset = 0x4;
    public const int StartOffset = 0x8;
    public const int MaximumPageCountOffset = 0x10;
    public const int CommittedPageCountOffset = 0x18;
    public const int PagesInUseOffset = 0x20;
    public const int PeakPagesInUseOffset = 0x28;
    public const int FailuresOffset = 0x30;
    public const int LockedByteCountOffset = 0x38;
    public const int StatesAddressOffset = 0x40;
    public const int RunsAddressOffset = 0x48;
    public const int DescriptorsAddressOffset = 0x50;
    public const int DescriptorCountOffset = 0x58;
    public const int RotorOffset = 0x5C;
    public const int ChangeCountOffset = 0x60;
    public const int GrowthLockOffset = 0x64;
    public const int GrowthPageCountOffset = 0x68;
    public const int StatedPageCountOffset = 0x70;
    public const int SpanPageCountOffset = 0x98;
    public const int ForeignPageCountOffset = 0x9C;
    public const int SharedListsAddressOffset = 0x3A0;
    public const int ReturnedPageCountOffset = 0x3A8;
    public const int CachedPageCountOffset = 0x3B0;
    public const int LockWaitsOffset = 0x3B8;
    public const int RefusalTickOffset = 0x78;

    public nuint Address => address;

    public uint Kind
    {
        get => Cell<TMachine>.Read<uint>(machine, address + KindOffset);
        set => Cell<TMachine>.Write(machine, address + KindOffset, value);
    }

    public uint Lock
    {
        get => Cell<TMachine>.Read<uint>(machine, address + LockOffset);
        set => Cell<TMachine>.Write(machine, address + LockOffset, value);
    }

    public nuint Start
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + StartOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + StartOffset, value);
    }

    public nuint MaximumPageCount
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + MaximumPageCountOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + MaximumPageCountOffset, value);
    }

    /// <summary>Pages it has grown to; each has a state and a run record.</summary>
    public nuint CommittedPageCount
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + CommittedPageCountOffset);
        set => Cell<TMachine>.Publish(machine, address + CommittedPageCountOffset, value);
    }

    public nuint PagesInUse
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + PagesInUseOffset);
        set => Cell<TMachine>.Publish(machine, address + PagesInUseOffset, value);
    }

    public nuint PeakPagesInUse
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + PeakPagesInUseOffset);
        set => Cell<TMachine>.Publish(machine, address + PeakPagesInUseOffset, value);
    }

    public ulong Failures
    {
        get => Cell<TMachine>.ReadShared(machine, address + FailuresOffset);
        set => Cell<TMachine>.Publish(machine, address + FailuresOffset, value);
    }

    public nuint LockedByteCount
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + LockedByteCountOffset);
        set => Cell<TMachine>.Publish(machine, address + LockedByteCountOffset, value);
    }

    public nuint StatesAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + StatesAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + StatesAddressOffset, value);
    }

    public nuint RunsAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + RunsAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + RunsAddressOffset, value);
    }

    public nuint DescriptorsAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + DescriptorsAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + DescriptorsAddressOffset, value);
    }

    public uint DescriptorCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + DescriptorCountOffset);
        set => Cell<TMachine>.Write(machine, address + DescriptorCountOffset, value);
    }

    public uint Rotor
    {
        get => Cell<TMachine>.Read<uint>(machine, address + RotorOffset);
        set => Cell<TMachine>.Write(machine, address + RotorOffset, value);
    }

    /// <summary>Odd while a change of the pages is made.</summary>
    public uint ChangeCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + ChangeCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + ChangeCountOffset, value);
    }

    public uint GrowthLock
    {
        get => Cell<TMachine>.Read<uint>(machine, address + GrowthLockOffset);
        set => Cell<TMachine>.Write(machine, address + GrowthLockOffset, value);
    }

    public nuint GrowthPageCount
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + GrowthPageCountOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + GrowthPageCountOffset, value);
    }

    /// <summary>Pages of the addresses that it shares with the other pool; 0 when its maximum is reserved for it
    /// alone.</summary>
    public uint SpanPageCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + SpanPageCountOffset);
        set => Cell<TMachine>.Write(machine, address + SpanPageCountOffset, value);
    }

    /// <summary>Of the pages it has grown to, those that are not its own.</summary>
    public uint ForeignPageCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + ForeignPageCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + ForeignPageCountOffset, value);
    }

    /// <summary>Pages of its own that it has grown to.</summary>
    public nuint OwnPageCount => CommittedPageCount - ForeignPageCount;

    /// <summary>Pages whose states have memory: at least those it has grown to; 0 before a growth.</summary>
    public nuint StatedPageCount
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + StatedPageCountOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + StatedPageCountOffset, value);
    }

    public nuint SharedListsAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + SharedListsAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + SharedListsAddressOffset, value);
    }

    /// <summary>Pages of free runs whose memory was given back to the system.</summary>
    public nuint ReturnedPageCount
    {
        get => (nuint)Cell<TMachine>.ReadShared(machine, address + ReturnedPageCountOffset);
        set => Cell<TMachine>.Publish(machine, address + ReturnedPageCountOffset, value);
    }

    /// <summary>Single free pages at hand, outside of the bins.</summary>
    public uint CachedPageCount
    {
        get => Cell<TMachine>.ReadShared32(machine, address + CachedPageCountOffset);
        set => Cell<TMachine>.Publish32(machine, address + CachedPageCountOffset, value);
    }

    /// <summary>Times the lock was found taken.</summary>
    public ulong LockWaits
    {
        get => Cell<TMachine>.ReadShared(machine, address + LockWaitsOffset);
        set => Cell<TMachine>.Publish(machine, address + LockWaitsOffset, value);
    }

    /// <summary>The number of a cached page.</summary>
    public uint CachedPage(uint index) =>
        Cell<TMachine>.Read<uint>(machine, address + CachedPagesOffset + (index * sizeof(uint)));

    public void SetCachedPage(uint index, uint page) =>
        Cell<TMachine>.Write(machine, address + CachedPagesOffset + (index * sizeof(uint)), page);

    /// <summary>When the system last refused memory; 0 for never.</summary>
    public long RefusalTick
    {
        get => unchecked((long)Cell<TMachine>.ReadShared(machine, address + RefusalTickOffset));
        set => Cell<TMachine>.Publish(machine, address + RefusalTickOffset, unchecked((ulong)value));
    }

    public nuint DescriptorAddress(uint index) =>
        DescriptorsAddress + (index * DescriptorRecord<TMachine>.ByteCount);

    /// <summary>Counts a request that was refused.</summary>
    public void CountFailure() => Cell<TMachine>.AddShared(machine, address + FailuresOffset, 1);

    public ulong BinBitmap(int word) =>
        Cell<TMachine>.Read<ulong>(machine, address + BinBitmapOffset + (nuint)(word * 8));

    public void SetBinBitmap(int word, ulong value) =>
        Cell<TMachine>.Write(machine, address + BinBitmapOffset + (nuint)(word * 8), value);

    /// <summary>The first page of the bin's first free run, plus 1; 0 when the bin is empty.</summary>
    public uint BinHead(int bin) => Cell<TMachine>.Read<uint>(machine, address + BinHeadsOffset + (nuint)(bin * 4));

    public void SetBinHead(int bin, uint value) =>
        Cell<TMachine>.Write(machine, address + BinHeadsOffset + (nuint)(bin * 4), value);
}

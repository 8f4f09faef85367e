using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The run of pages that starts or ends at a page: its length, and its neighbours in a bin of free
/// runs, or whose large block it is.</summary>
/// <remarks>
/// Written in the first page of any run, and in the last page of a free one. Guarded by the pool's lock; of
/// a large block, Key is its holder's. What NT keeps in a hash of addresses, POOL_TRACKER_BIG_PAGES: here a
/// pool is one range, so the page number is the index and no lock guards the way to a tag.
/// </remarks>
internal readonly ref struct RunRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x10;
    public const int NextOffset = 0x0;
    public const int PreviousOffset = 0x4;
    public const int PageCountOffset = 0x8;
    public const int KeyOffset = 0x0;
    public const int OwnerOffset = 0x4;
    public const int StampOffset = 0xC;

    /// <summary>Set in the key of a large block that is not allocated: it lies in a look-aside list; the same
    /// bit as in a header, so that one look serves both.</summary>
    public const uint NotAllocatedBit = PoolBlock<TMachine>.NotAllocatedBit;

    /// <summary>Set in the stamp of a free run all of whose memory was given back to the system.</summary>
    public const uint ReturnedBit = 0x8000_0000;

    public nuint Address => address;

    /// <summary>Page number + 1 of the next free run of the bin; 0 for none.</summary>
    public uint Next
    {
        get => Cell<TMachine>.Read<uint>(machine, address + NextOffset);
        set => Cell<TMachine>.Write(machine, address + NextOffset, value);
    }

    /// <summary>Page number + 1; 0 for the first.</summary>
    public uint Previous
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PreviousOffset);
        set => Cell<TMachine>.Write(machine, address + PreviousOffset, value);
    }

    public uint PageCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<uint>(machine, address + PageCountOffset);
        set => Cell<TMachine>.Write(machine, address + PageCountOffset, value);
    }

    /// <summary>The tag of a large block, in its first page.</summary>
    public uint Key
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.ReadShared32(machine, address + KeyOffset);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Cell<TMachine>.Publish32(machine, address + KeyOffset, value);
    }

    /// <summary>Who pays for a large block: the number of a quota process; 0 for nobody.</summary>
    public uint Owner
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<uint>(machine, address + OwnerOffset);
        set => Cell<TMachine>.Write(machine, address + OwnerOffset, value);
    }

    /// <summary>When a free run became free, in seconds; in its first page.</summary>
    public uint Stamp
    {
        get => Cell<TMachine>.Read<uint>(machine, address + StampOffset);
        set => Cell<TMachine>.Write(machine, address + StampOffset, value);
    }

    /// <summary>Takes a large block from its holder; of two who try at once, one succeeds.</summary>
    public bool TryDisown(uint key) =>
        Cell<TMachine>.Exchange(machine, address + KeyOffset, key | NotAllocatedBit, key) == key;
}

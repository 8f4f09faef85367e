using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What a processor needs of one pool, at hand in its own block: where the pool lies, and the
/// processor's look-aside lists of it.</summary>
/// <remarks>Only PageCount changes: the owner takes the pool's own figure over when an address lies above
/// it.</remarks>
internal readonly ref struct ProcessorSection<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x2840;
    public const int StartOffset = 0x0;
    public const int PageCountOffset = 0x8;
    public const int StatesOffset = 0x10;
    public const int RunsOffset = 0x18;
    public const int StoredTypeOffset = 0x20;
    public const int KindOffset = 0x24;
    public const int IndexAddressOffset = 0x28;
    public const int IndexMaskOffset = 0x30;
    public const int SlotMaskOffset = 0x34;
    public const int EntryCountOffset = 0x38;
    public const int BusyOffset = 0x3C;
    public const int ListsOffset = 0x40;
    public const int RecentOffset = 0x2440;

    /// <summary>Bytes of a slot: the entry's address and the tag.</summary>
    public const int SlotByteCount = 0x10;

    /// <summary>Where in a slot the tag lies.</summary>
    public const int TagInSlot = 8;

    /// <summary>(Slots of tags found lately - 1) * 16.</summary>
    public const uint RecentMask = 0x3F0;

    /// <summary>Slots of tags found lately.</summary>
    public const uint RecentCount = (RecentMask / SlotByteCount) + 1;

    /// <summary>The owner is inside of one of the lists.</summary>
    public const uint Inside = 1;

    /// <summary>It is not. Not 0, which the compiler would need a register for.</summary>
    public const uint Outside = 2;

    /// <summary>The pool's first address.</summary>
    public nuint Start
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + StartOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + StartOffset, value);
    }

    /// <summary>Pages that the pool has grown to, as far as the owner knows.</summary>
    public nuint PageCount
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + PageCountOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + PageCountOffset, value);
    }

    /// <summary>The pool's page states.</summary>
    public nuint States
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + StatesOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + StatesOffset, value);
    }

    /// <summary>The pool's run records.</summary>
    public nuint Runs
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + RunsOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + RunsOffset, value);
    }

    /// <summary>The pool type of an allocated block's header, where it lies in the header's lower half.</summary>
    public uint StoredType
    {
        get => Cell<TMachine>.Read<uint>(machine, address + StoredTypeOffset);
        set => Cell<TMachine>.Write(machine, address + StoredTypeOffset, value);
    }

    /// <summary>0 nonpaged, 1 paged.</summary>
    public uint Kind
    {
        get => Cell<TMachine>.Read<uint>(machine, address + KindOffset);
        set => Cell<TMachine>.Write(machine, address + KindOffset, value);
    }

    /// <summary>The hash in which the owner finds its tracker entries of this pool.</summary>
    public nuint IndexAddress
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + IndexAddressOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + IndexAddressOffset, value);
    }

    /// <summary>(Slots - 1) * 16; 0 while the lists are stopped, so that no entry is found and every call takes
    /// the long way. Slot 0 is never used.</summary>
    public uint IndexMask
    {
        get => Cell<TMachine>.ReadShared32(machine, address + IndexMaskOffset);
        set => Cell<TMachine>.Publish32(machine, address + IndexMaskOffset, value);
    }

    /// <summary>(Slots - 1) * 16, stopped or not.</summary>
    public uint SlotMask
    {
        get => Cell<TMachine>.Read<uint>(machine, address + SlotMaskOffset);
        set => Cell<TMachine>.Write(machine, address + SlotMaskOffset, value);
    }

    /// <summary>Whether the owner is inside of one of the lists; never where nobody could look.</summary>
    public bool IsBusy
    {
        get => Cell<TMachine>.ReadShared32(machine, address + BusyOffset) == Inside;
        set
        {
            TMachine memory = machine;
            if (value)
            {
                ShortWay<TMachine>.Enter(ref memory, address);
            }
            else
            {
                ShortWay<TMachine>.Leave(ref memory, address);
            }
        }
    }

    /// <summary>Entries in the hash.</summary>
    public uint EntryCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + EntryCountOffset);
        set => Cell<TMachine>.Write(machine, address + EntryCountOffset, value);
    }

    /// <summary>Shows the slots of tags found lately, or hides them: marked with a bit that no tag has, they match
    /// none.</summary>
    /// <remarks>The owner may be filling a slot meanwhile: a tag is marked only if it is still the one that was read,
    /// or it would come back beside the new tag's entry.</remarks>
    public void ShowRecent(bool isShown)
    {
        for (nuint offset = 0; offset <= RecentMask; offset += SlotByteCount)
        {
            nuint place = address + RecentOffset + offset + TagInSlot;
            uint tag;
            uint marked;
            do
            {
                tag = Cell<TMachine>.ReadShared32(machine, place);
                marked = isShown || tag == 0
                    ? tag & ~PoolBlock<TMachine>.NotAllocatedBit
                    : tag | PoolBlock<TMachine>.NotAllocatedBit;
            }
            while (tag != marked && Cell<TMachine>.Exchange(machine, place, marked, tag) != tag);
        }
    }

    /// <summary>Empties the slots of tags found lately.</summary>
    /// <remarks>By the owner. Whoever marks a tag meanwhile marks only what it read, and 0 never.</remarks>
    public void ClearRecent()
    {
        for (nuint offset = 0; offset <= RecentMask; offset += SlotByteCount)
        {
            Cell<TMachine>.Publish32(machine, address + RecentOffset + offset + TagInSlot, 0);
        }
    }

    /// <summary>The look-aside list of a class of blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint ListAddress(nuint section, uint number) =>
        section + ListsOffset + ((nuint)number * ProcessorListRecord<TMachine>.ByteCount);

    /// <summary>The look-aside list of small blocks of so many bytes with their header.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint ListAddressOfBytes(nuint section, nuint byteCount) =>
        section + ListsOffset + (byteCount * (ProcessorListRecord<TMachine>.ByteCount / (uint)TMachine.UnitByteCount));
}

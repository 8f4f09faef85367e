using System;
using ExPool.Ke;

namespace ExPool.Model.Ob;

/// <summary>The handles of a process: NT's HANDLE_TABLE, a tree of up to three levels of pages in paged pool, tag
/// 'Obtb'.</summary>
/// <remarks>
/// <code>
/// table, words:  0 root | 1 quota block | 4 bytes each from word 2:  levels above leaves | count | peak | next index
///                | first free index, 0: none
/// leaf:          4096 / (2 words) entries: object, or 0 and the next free index; the first one is kept
/// middle, top:   4096 / word pages below it; the top has as many as 2^24 handles need
/// </code>
/// An entry's handle is 4 * its index. Count + free entries + kept ones = next index. A page stays until the table
/// goes (docs/sources.md#handles).
/// </remarks>
internal readonly struct HandleTable(ObjectManager objects, nuint table)
{
    /// <summary>Handles are multiples of this: users have the two lowest bits.</summary>
    public const uint HandleStep = 4;

    /// <summary>The most entries, kept ones included.</summary>
    public const uint MostEntries = 1 << 24;

    private const uint PageByteCount = 4096;
    private const string Tag = "Obtb";

    private readonly ObjectMemory _memory = objects.Memory;

    /// <summary>Who is charged for the pages; 0: nobody.</summary>
    public nuint Payer
    {
        get => _memory.Read(table, _memory.Width);
        set => _memory.Write(table, _memory.Width, value);
    }

    /// <summary>Handles that there are.</summary>
    public uint Count
    {
        get => _memory.Read32(table, Half(1));
        private set => _memory.Write32(table, Half(1), value);
    }

    /// <summary>The most handles that there ever were.</summary>
    public uint Peak
    {
        get => _memory.Read32(table, Half(2));
        private set => _memory.Write32(table, Half(2), value);
    }

    /// <summary>The first entry that was never used.</summary>
    public uint NextIndex
    {
        get => _memory.Read32(table, Half(3));
        private set => _memory.Write32(table, Half(3), value);
    }

    /// <summary>Entries of a leaf.</summary>
    public uint LeafEntryCount => 1u << LeafShift;

    /// <summary>Whether no page can be added any more.</summary>
    public bool IsFull => NextIndex == MostEntries && FirstFree == 0;

    private nuint Root
    {
        get => _memory.Read(table, 0);
        set => _memory.Write(table, 0, value);
    }

    private uint Levels
    {
        get => _memory.Read32(table, Half(0));
        set => _memory.Write32(table, Half(0), value);
    }

    private uint FirstFree
    {
        get => _memory.Read32(table, Half(4));
        set => _memory.Write32(table, Half(4), value);
    }

    private uint PointerCount => 1u << PointerShift;

    // Two to these powers are what a page holds of entries, and of pointers.
    private int LeafShift => _memory.Width == sizeof(ulong) ? 8 : 9;

    private int PointerShift => LeafShift + 1;

    private uint TopByteCount => MostEntries / (LeafEntryCount * PointerCount) * (uint)_memory.Width;

    /// <summary>Takes an entry for an object.</summary>
    /// <returns>Success, QuotaExceeded or InsufficientResources: then nothing was taken.</returns>
    public NtStatus Add(nuint body, out uint index)
    {
        index = FirstFree;
        if (index != 0)
        {
            FirstFree = _memory.Read32(EntryOf(index), _memory.Width);
        }
        else
        {
            index = NextIndex;
            if ((index & (LeafEntryCount - 1)) == 0)
            {
                NtStatus status = AddLeaf();
                if (status != NtStatus.Success)
                {
                    return status;
                }

                index++;
            }

            NextIndex = index + 1;
        }

        _memory.Write(EntryOf(index), 0, body);
        Count++;
        Peak = Math.Max(Peak, Count);
        return NtStatus.Success;
    }

    /// <summary>Gives an entry back.</summary>
    public void Remove(uint index)
    {
        nuint entry = EntryOf(index);
        _memory.Write(entry, 0, 0);
        _memory.Write32(entry, _memory.Width, FirstFree);
        FirstFree = index;
        Count--;
    }

    /// <summary>The object of an entry below the next index; 0: none.</summary>
    public nuint ObjectAt(uint index) => (index & (LeafEntryCount - 1)) == 0 ? 0 : _memory.Read(EntryOf(index), 0);

    /// <summary>Adds the leaf for the next index, and the pages above it; its first entry is kept.</summary>
    /// <returns>Success, QuotaExceeded or InsufficientResources: then nothing was taken.</returns>
    public NtStatus AddLeaf()
    {
        uint number = NextIndex >> LeafShift;
        if (NextIndex == MostEntries)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = Allocate(PageByteCount, out nuint leaf);
        if (status == NtStatus.Success)
        {
            status = number == 0 ? Begin(leaf) : Insert(leaf, number);
            if (status == NtStatus.Success)
            {
                NextIndex++;
                return status;
            }

            Free(leaf, PageByteCount);
        }

        return status;
    }

    /// <summary>Gives all pages back.</summary>
    public void FreePages()
    {
        uint leaves = (NextIndex + LeafEntryCount - 1) / LeafEntryCount;
        uint levels = Levels;
        for (uint number = 0; number < leaves; number++)
        {
            Free(LeafOf(number, levels), PageByteCount);
        }

        if (levels == 2)
        {
            for (uint middle = 0; middle * PointerCount < leaves; middle++)
            {
                Free(_memory.Read(Root, OffsetOf(middle)), PageByteCount);
            }
        }

        if (levels != 0)
        {
            Free(Root, levels == 2 ? TopByteCount : PageByteCount);
        }
    }

    private NtStatus Begin(nuint leaf)
    {
        Root = leaf;
        return NtStatus.Success;
    }

    /// <summary>Puts a leaf below the root, which gets a level more when it is full.</summary>
    private NtStatus Insert(nuint leaf, uint number)
    {
        bool isFull = Levels == 0 || (Levels == 1 && number == PointerCount);
        NtStatus status = NtStatus.Success;
        nuint root = 0;
        uint rootByteCount = Levels == 0 ? PageByteCount : TopByteCount;
        if (isFull)
        {
            status = Allocate(rootByteCount, out root);
        }

        if (status == NtStatus.Success && Levels + (isFull ? 1 : 0) == 2 && (number & (PointerCount - 1)) == 0)
        {
            status = Allocate(PageByteCount, out nuint middle);
            if (status == NtStatus.Success)
            {
                _memory.Write(isFull ? root : Root, OffsetOf(number >> PointerShift), middle);
            }
            else if (isFull)
            {
                Free(root, rootByteCount);
            }
        }

        if (status != NtStatus.Success)
        {
            return status;
        }

        if (isFull)
        {
            _memory.Write(root, 0, Root);
            Root = root;
            Levels++;
        }

        nuint parent = Levels == 1 ? Root : _memory.Read(Root, OffsetOf(number >> PointerShift));
        _memory.Write(parent, OffsetOf(number & (PointerCount - 1)), leaf);
        return NtStatus.Success;
    }

    private nuint EntryOf(uint index) => unchecked(
        LeafOf(index >> LeafShift, Levels) + ((index & (LeafEntryCount - 1)) * 2 * (nuint)_memory.Width));

    private nuint LeafOf(uint number, uint levels) => levels switch
    {
        0 => Root,
        1 => _memory.Read(Root, OffsetOf(number)),
        _ => _memory.Read(_memory.Read(Root, OffsetOf(number >> PointerShift)), OffsetOf(number & (PointerCount - 1))),
    };

    private int OffsetOf(uint index) => (int)index * _memory.Width;

    private int Half(int index) => (2 * _memory.Width) + (index * sizeof(uint));

    private NtStatus Allocate(uint byteCount, out nuint page)
    {
        page = 0;
        NtStatus status = objects.Quotas.Charge(Payer, 0, byteCount);
        if (status != NtStatus.Success)
        {
            return status;
        }

        page = _memory.Kernel.Allocate(PoolFlags.Paged, byteCount, Tag);
        if (page == 0)
        {
            objects.Quotas.Return(Payer, 0, byteCount);
        }

        return page != 0 ? NtStatus.Success : NtStatus.InsufficientResources;
    }

    private void Free(nuint page, uint byteCount)
    {
        _memory.Kernel.Free(page, Tag);
        objects.Quotas.Return(Payer, 0, byteCount);
    }
}

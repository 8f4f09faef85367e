using System;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <content>What the tables of processes and sessions do that those of the system do not: share, and go.</content>
internal sealed unsafe partial class PageTables
{
    /// <summary>Where user addresses end in these tables; 0 where there are none.</summary>
    public ulong UserEnd { get; init; }

    /// <summary>Who is told that tables went: they had addresses, which processors may remember.</summary>
    public Action OnPrune { get; init; } = static () => { };

    /// <summary>How much of the address space the tables take where they see themselves.</summary>
    public ulong SelfMapByteCount =>
        (Format.ByteCountOf(TopLevel) >> PhysicalMemory.PageShift)
        * (ulong)Format.EntryCountOf(TopLevel)
        * (ulong)Format.EntryByteCount;

    /// <summary>The first address of what else belongs to the process alone: NT's hyperspace, behind the
    /// tables.</summary>
    public ulong Hyperspace => SelfMap + SelfMapByteCount;

    /// <summary>The level whose entries stand for what address spaces share: with four levels the top, else the
    /// directory.</summary>
    public int SharedLevel => Format.Mode == PagingMode.Amd64 ? TopLevel : 1;

    /// <summary>What an entry of a page of this space has besides: the system's pages stay in the processors' memory
    /// when they change to another space, and user code may touch only its own.</summary>
    public PteFlags ReachOf(nuint address) =>
        Space == 0 ? PteFlags.Global
        : address < UserEnd ? PteFlags.User
        : PteFlags.None;

    /// <summary>Whether an address, as an entry of any level has it, is where the tables see themselves.</summary>
    public bool IsSelfMap(ulong address) =>
        SelfMap != 0 && unchecked((address & AddressMask) - (SelfMap & AddressMask)) < SelfMapByteCount;

    /// <summary>Whether what lies under an entry here is another space's.</summary>
    public bool IsShared(nuint address, PageTables from)
    {
        byte* mine = EntryOf(address, SharedLevel);
        byte* theirs = from.EntryOf(address, SharedLevel);
        return mine is not null && theirs is not null && Read(mine) == Read(theirs);
    }

    /// <summary>Copies the entry under which another space's tables of an address lie.</summary>
    /// <returns>Whether there was something to copy, that was not here.</returns>
    public bool Share(nuint address, PageTables from)
    {
        byte* mine = EntryOf(address, SharedLevel);
        byte* theirs = from.EntryOf(address, SharedLevel);
        if (mine is null || theirs is null)
        {
            return false;
        }

        ulong value = Read(theirs);
        if (!PteFormat.IsValid(value) || PteFormat.IsValid(Read(mine)))
        {
            return false;
        }

        Write(mine, value);
        return true;
    }

    /// <summary>Copies the entries of all that another space has from an address on, but for its self-map.</summary>
    public void ShareAll(ulong first, PageTables from)
    {
        ulong step = Format.ByteCountOf(SharedLevel);
        for (ulong address = first & AddressMask; address <= AddressMask; address += step)
        {
            if (!IsSelfMap(address))
            {
                Share((nuint)address, from);
            }
        }
    }

    /// <summary>Pages from this one on that no table can name: none was made. 0 where there is a table.</summary>
    public nuint CountWithoutTable(nuint address)
    {
        if (FindTable(address, out int level) is not null)
        {
            return 0;
        }

        ulong covered = Format.ByteCountOf(level);
        return (nuint)((covered - (address & (covered - 1))) >> PhysicalMemory.PageShift);
    }

    /// <summary>The space's own tables, by the level of their entries: first those that name pages.</summary>
    public uint[] CountByLevel()
    {
        uint[] counts = new uint[Format.LevelCount];
        CountTables(DirectoryFrame, TopLevel, 0, counts);
        return counts;
    }

    /// <summary>Gives back the tables of a range in which nothing is left.</summary>
    public void Prune(nuint address, nuint pageCount)
    {
        uint before = TableCount;
        ulong first = address & AddressMask;
        Prune(DirectoryFrame, TopLevel, 0, first, first + (((ulong)pageCount << PhysicalMemory.PageShift) - 1));
        if (TableCount != before)
        {
            OnPrune();
        }
    }

    /// <summary>Gives the top tables back; what they named was given back before.</summary>
    public void Delete()
    {
        if (DirectoryFrame == PfnDatabase.None)
        {
            return;
        }

        if (Format.Mode == PagingMode.Pae)
        {
            for (int index = 0; index < Format.EntryCountOf(TopLevel); index++)
            {
                ulong entry = Read(EntryIn(DirectoryFrame, index));
                if (PteFormat.IsValid(entry))
                {
                    Free((uint)Format.FrameOf(entry));
                }
            }
        }

        Free(DirectoryFrame);
        DirectoryFrame = PfnDatabase.None;
    }

    private ulong AddressMask => (Format.ByteCountOf(TopLevel) * (ulong)Format.EntryCountOf(TopLevel)) - 1;

    private ulong UserBitOf(nuint address) =>
        address < UserEnd ? Format.WithFlags(0, PteFlags.User) : 0;

    private void CountTables(uint table, int level, ulong start, uint[] counts)
    {
        counts[level]++;
        for (int index = 0; level > 0 && index < Format.EntryCountOf(level); index++)
        {
            ulong value = Read(EntryIn(table, index));
            ulong address = start + ((ulong)index * Format.ByteCountOf(level));
            bool isTable = PteFormat.IsValid(value) && (level > 1 || (Format.FlagsOf(value) & PteFlags.Large) == 0);
            bool isOwn = isTable && _frames.Spaces.Of((uint)Format.FrameOf(value)).Number == Space;
            if (isOwn && !(level == SharedLevel && IsSelfMap(address)))
            {
                CountTables((uint)Format.FrameOf(value), level - 1, address, counts);
            }
        }
    }

    private void Prune(uint table, int level, ulong start, ulong first, ulong last)
    {
        ulong step = Format.ByteCountOf(level);
        int index = start >= first ? 0 : (int)((first - start) / step);
        for (; index < Format.EntryCountOf(level) && start + ((ulong)index * step) <= last; index++)
        {
            byte* entry = EntryIn(table, index);
            ulong value = Read(entry);
            if (!PteFormat.IsValid(value))
            {
                continue;
            }

            uint below = (uint)Format.FrameOf(value);
            if (level > 1)
            {
                Prune(below, level - 1, start + ((ulong)index * step), first, last);
            }

            if (level <= SharedLevel && _memory.IsZero(below))
            {
                Write(entry, 0);
                Free(below);
            }
        }
    }

    private void Free(uint table)
    {
        _lastTablePages = nuint.MaxValue;
        _frames.Release(table);
        TableCount--;
        _charge.ReturnResident(1);
    }

    /// <summary>The entry of a level of an address; null where there is no table for it.</summary>
    private byte* EntryOf(nuint address, int level)
    {
        uint frame = DirectoryFrame;
        for (int above = TopLevel; above > level; above--)
        {
            ulong entry = Read(EntryIn(frame, Format.IndexOf(address, above)));
            if (!PteFormat.IsValid(entry))
            {
                return null;
            }

            frame = (uint)Format.FrameOf(entry);
        }

        return EntryIn(frame, Format.IndexOf(address, level));
    }
}

using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Looks whether page tables, frames, lists and paging files agree: a machine that is loaded may come from
/// anybody.</summary>
/// <remarks>
/// A table belongs to one space; others have it where that space has it. A page of a process or a session is in a frame
/// that names it. A frame of location L is on the list of L: walking all lists meets each frame once. A page that is on
/// a list, or in a working set, is named by the table entry that it names. No entry names a frame that was never used.
/// </remarks>
internal sealed unsafe class MemoryCheck(MemoryManager memory)
{
    private readonly FrameRun[] _used = [.. memory.Lists.Used];
    private readonly HashSet<uint> _tables = [];
    private readonly Dictionary<AddressSpace, ulong> _promised = [];
    private string? _wrong;

    /// <summary>What is wrong, in one line; <see langword="null"/> when nothing is.</summary>
    public string? Run()
    {
        CheckSpaces();
        foreach (AddressSpace? space in memory.Spaces.All)
        {
            if (_wrong is null && space is not null)
            {
                CheckTables(space);
            }
        }

        if (memory.Virtual.ZeroFrame != PfnDatabase.None)
        {
            RequireUsed(memory.Virtual.ZeroFrame, "the frame of zeros");
        }

        // Links lead through frames, whose pages lead through tables: in this order nothing is followed unseen.
        if (_wrong is null)
        {
            CheckLists();
        }

        if (_wrong is null)
        {
            CheckFrames();
        }

        if (_wrong is null)
        {
            CheckPromises();
        }

        return _wrong;
    }

    private bool IsUsed(ulong frame)
    {
        foreach (FrameRun run in _used)
        {
            if (frame >= run.Start && frame < run.End)
            {
                return true;
            }
        }

        return false;
    }

    private bool RequireUsed(ulong frame, string what) =>
        Require(IsUsed(frame), $"{what} is frame 0x{frame:X}; expected one that was used");

    private bool Require(bool isRight, string what)
    {
        _wrong ??= isRight ? null : what;
        return isRight;
    }

    /// <summary>Every frame is of a space that is there.</summary>
    private void CheckSpaces()
    {
        foreach (FrameRun run in _used)
        {
            for (uint frame = run.Start; frame < run.End && _wrong is null; frame++)
            {
                uint number = memory.Pfn.SpaceOf(frame);
                _ = Require(
                    memory.Spaces.Find(number) is not null,
                    $"frame 0x{frame:X} is of address space {number}; expected one that is there");
            }
        }
    }

    private void CheckTables(AddressSpace space)
    {
        int before = _tables.Count;
        _promised.Add(space, 0);
        CheckTable(space, space.Tables.DirectoryFrame, space.Tables.Format.LevelCount - 1, 0);
        uint count = (uint)(_tables.Count - before);
        _promised[space] += count;
        _ = Require(
            count == space.Tables.TableCount,
            $"address space {space.Number} has {count} page tables; expected {space.Tables.TableCount}");
    }

    private void CheckTable(AddressSpace space, uint frame, int level, ulong start)
    {
        bool isShowable = level + 1 == space.Tables.SharedLevel;
        if (!RequireUsed(frame, "a page table") || (isShowable && space.Tables.IsSelfMap(start)))
        {
            return;
        }

        uint number = memory.Pfn.SpaceOf(frame);
        if (number != space.Number)
        {
            bool mayShare = number == 0 || number == space.Session?.Number;
            _ = Require(
                mayShare && isShowable
                    && space.Tables.IsShared((nuint)start, memory.Spaces.Find(number)!.Tables),
                $"frame 0x{frame:X} is a page table of spaces {number} and {space.Number}; "
                + "expected one that they share");
            return;
        }

        if (!Require(_tables.Add(frame), $"frame 0x{frame:X} is a page table twice; expected once"))
        {
            return;
        }

        ref PfnEntry owner = ref memory.Pfn[frame];
        if (!Require(
            owner.Location == PageLocation.Active && owner.Use == FrameUse.PageTable,
            $"frame 0x{frame:X} is a page table, but {owner.Use} and {owner.Location}; expected it in use as one"))
        {
            return;
        }

        byte* entry = memory.Memory.FrameAt(frame);
        for (int index = 0; index < memory.Tables.Format.EntryCountOf(level) && _wrong is null; index++)
        {
            ulong address = start + ((ulong)index * memory.Tables.Format.ByteCountOf(level));
            CheckEntry(space, memory.Tables.Read(entry), level, address);
            entry += memory.Tables.Format.EntryByteCount;
        }
    }

    private void CheckEntry(AddressSpace space, ulong entry, int level, ulong address)
    {
        PteFormat format = memory.Tables.Format;
        if (PteFormat.IsValid(entry))
        {
            ulong frame = format.FrameOf(entry);
            bool isLarge = level == 1 && (format.FlagsOf(entry) & PteFlags.Large) != 0;
            if (level > 0 && !isLarge)
            {
                _ = Require(frame <= uint.MaxValue, $"a page table is frame 0x{frame:X}; expected one that was used");
                CheckTable(space, (uint)(frame & uint.MaxValue), level - 1, address);
                return;
            }

            RequireUsed(frame, "a page");
            CheckPrivate(space, frame, address, isLarge);
            _promised[space] += isLarge || frame == memory.Virtual.ZeroFrame ? 0u : 1;
            if (isLarge)
            {
                RequireUsed(frame + (uint)format.PagesPerLargePage - 1, "the end of a large page");
            }
        }
        else if (level == 0)
        {
            CheckPaging(entry);
            _promised[space] += format.IsPromised(entry) ? 1u : 0;
            if (format.StateOf(entry) == PteState.Transition)
            {
                CheckPrivate(space, format.FrameOf(entry), address, isLarge: false);
            }
        }
    }

    /// <summary>A page of a process or a session is nobody else's. The system's may be borrowed: they are mappings, and
    /// large pages are the system's in every space. Tables of pools show the frame of zeros everywhere.</summary>
    private void CheckPrivate(AddressSpace space, ulong frame, ulong address, bool isLarge)
    {
        if (_wrong is not null || space.Number == 0 || frame == memory.Virtual.ZeroFrame)
        {
            return;
        }

        _ = Require(
            isLarge
                ? space.Tables.IsShared((nuint)address, memory.Tables)
                : memory.Pfn.SpaceOf((uint)frame) == space.Number
                    && memory.Pfn[(uint)frame].IsOwnedBy((nuint)address >> PhysicalMemory.PageShift),
            $"frame 0x{frame:X} is at 0x{address:X} of space {space.Number}; expected one that belongs there");
    }

    private void CheckPaging(ulong entry)
    {
        PteFormat format = memory.Tables.Format;
        switch (format.StateOf(entry))
        {
            case PteState.Transition:
                CheckTransition(format.FrameOf(entry));
                break;
            case PteState.PagingFile:
                int number = format.PagingFileOf(entry);
                ulong place = format.PagingFileOffsetOf(entry);
                _ = Require(
                    number < memory.Files.Files.Count && memory.Files.Files[number].IsUsed(place),
                    $"a page is at 0x{place:X} of paging file {number}; expected a place in use");
                break;
            default:
                break;
        }
    }

    private void CheckTransition(ulong frame)
    {
        if (RequireUsed(frame, "a page in transition"))
        {
            PageLocation location = memory.Pfn[(uint)frame].Location;
            _ = Require(
                location is PageLocation.Standby or PageLocation.Modified or PageLocation.ModifiedNoWrite
                    or PageLocation.Transition,
                $"a page in transition is frame 0x{frame:X}, which is {location}; expected one on its way out");
        }
    }

    private void CheckLists()
    {
        foreach (FrameList list in memory.Lists.All)
        {
            CheckList(list);
        }

        foreach (AddressSpace? space in memory.Spaces.All)
        {
            if (space is not null)
            {
                CheckList(space.WorkingSet.Frames);
                CheckList(space.Physical.Frames);
            }
        }
    }

    private void CheckList(FrameList list)
    {
        uint previous = PfnDatabase.None;
        uint frame = list.Head;
        uint count = 0;
        while (_wrong is null && frame != PfnDatabase.None && count < list.Count)
        {
            if (RequireUsed(frame, $"on a list of {list.Location} pages"))
            {
                ref PfnEntry entry = ref memory.Pfn[frame];
                _ = Require(
                    entry.Previous == previous && memory.ListOf(frame) == list,
                    $"frame 0x{frame:X} is on a list of {list.Location} pages, but {entry.Location} after "
                    + $"0x{entry.Previous:X}; expected it there, after 0x{previous:X}");
                previous = frame;
                frame = entry.Next;
                count++;
            }
        }

        _ = Require(
            frame == PfnDatabase.None && previous == list.Tail && count == list.Count,
            $"a list of {list.Location} pages ends at 0x{previous:X} after {count}; "
            + $"expected 0x{list.Tail:X} after {list.Count}");
    }

    /// <summary>Each frame that belongs on a list is on it, and owned by the entry that it names.</summary>
    private void CheckFrames()
    {
        long left = memory.WorkingSets.Count;
        foreach (AddressSpace? space in memory.Spaces.All)
        {
            left += space?.Physical.Frames.Count ?? 0;
        }

        foreach (FrameList list in memory.Lists.All)
        {
            left += list.Count;
        }

        foreach (FrameRun run in _used)
        {
            for (uint frame = run.Start; frame < run.End && _wrong is null; frame++)
            {
                ref PfnEntry entry = ref memory.Pfn[frame];
                left -= memory.ListOf(frame) is null ? 0 : 1;
                CheckPaging(entry.OriginalPte);
                CheckOwner(frame, entry);
            }
        }

        _ = Require(left == 0, $"lists have {left} frames more than there are; expected each on its list");
    }

    /// <summary>A process or a session was charged what it has; the system, which shows frames of others too, what
    /// remains.</summary>
    private void CheckPromises()
    {
        ulong sum = 0;
        foreach (AddressSpace? space in memory.Spaces.All)
        {
            if (space is null)
            {
                continue;
            }

            sum = unchecked(sum + space.CommitCount);
            ulong count = _promised[space];
            for (uint frame = space.Physical.Frames.Head; frame != PfnDatabase.None; frame = memory.Pfn[frame].Next)
            {
                count += memory.Pfn[frame].Page == 0 ? 1u : 0;
            }

            _ = Require(
                space.Number == 0 || count == space.CommitCount,
                $"address space {space.Number} was promised {space.CommitCount} pages; expected {count}");
        }

        _ = Require(
            sum == memory.Commit.Used,
            $"{memory.Commit.Used} pages were promised; expected {sum}, which address spaces have");
    }

    private void CheckOwner(uint frame, in PfnEntry entry)
    {
        bool isMapped = entry.Location == PageLocation.Active && entry.Use == FrameUse.Pageable;
        if (!isMapped && (entry.IsFile || entry.Location is not
            (PageLocation.Standby or PageLocation.Modified or PageLocation.ModifiedNoWrite)))
        {
            return;   // What is not mapped of a file, another entry names: MappedCheck.
        }

        PteFormat format = memory.Tables.Format;
        byte* owner = memory.Spaces.Of(frame).Tables.Find(SystemAddress.OfPage(entry.Page, format));
        ulong value = owner is null ? 0 : memory.Tables.Read(owner);
        bool isRight = isMapped ? PteFormat.IsValid(value) : format.StateOf(value) == PteState.Transition;
        _ = Require(
            isRight && format.FrameOf(value) == frame,
            $"frame 0x{frame:X} is {entry.Location} for page 0x{entry.Page:X}, whose entry is 0x{value:X}; "
            + "expected one that names the frame");
    }
}

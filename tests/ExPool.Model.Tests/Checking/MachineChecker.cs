using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Checking;

/// <summary>Proves that what the memory manager believes is what page tables, frames and files say.</summary>
/// <remarks>
/// Every frame is in exactly one place; every entry and its frame name each other; every place in a paging file has one
/// owner; what was promised and what is resident are what was counted. It shares no code with the memory manager: it
/// reads tables and the frames' entries by its own bit numbers.
/// </remarks>
internal sealed class MachineChecker
{
    private readonly ComputerParts _parts;
    private readonly MemoryManager _memory;
    private readonly EntryBits _bits;
    private readonly Findings _findings = new();
    private readonly FrameMap _frames;
    private readonly SlotCheck _slots;
    private readonly PageSums _sums = new();

    private MachineChecker(ComputerParts parts)
    {
        _parts = parts;
        _memory = parts.Memory;
        _bits = new EntryBits(parts.Layout.Format.Mode, parts.Layout.Format.Generation);
        _frames = new FrameMap(_memory.Pfn, _findings);
        _slots = new SlotCheck(_memory.Files, _bits, _findings);
    }

    /// <summary>Fails with everything that is wrong.</summary>
    /// <param name="parts">A machine between two of its steps.</param>
    /// <param name="isDeep">Whether to compare contents too: zeros, and clean pages with their file.</param>
    /// <param name="context">What was done last.</param>
    public static void Verify(ComputerParts parts, bool isDeep, string context = "")
    {
        IReadOnlyList<string> lines = FindAll(parts, isDeep);
        Assert.True(lines.Count == 0, $"{context}{Environment.NewLine}{string.Join(Environment.NewLine, lines)}");
    }

    /// <summary>Everything that is wrong, a line each.</summary>
    public static IReadOnlyList<string> FindAll(ComputerParts parts, bool isDeep)
    {
        MachineChecker checker = new(parts);
        checker.Run(isDeep);
        return checker._findings.Lines;
    }

    private void Run(bool isDeep)
    {
        SpaceWalks walks = new(_parts, _bits, _findings);
        walks.All.ForEach(CheckTables);
        new ListCheck(_memory, _frames, _findings).Run();
        if (_memory.Virtual.ZeroFrame != PfnDatabase.None)
        {
            _frames.Place(_memory.Virtual.ZeroFrame, "the frame of zeros");
            _sums.NonPaged++;
        }

        foreach ((AddressSpace space, TableWalk walk) in walks.All)
        {
            ulong before = _sums.Promised;
            foreach (TableWalk.Leaf leaf in walk.Leaves.Values)
            {
                CheckLeaf(space.Number, leaf);
            }

            CheckHeld(space);
            ulong own = (uint)walk.Tables.Count + (_sums.Promised - before);
            _findings.Expect(
                space.Number == 0 || own == space.CommitCount,
                $"space {space.Number} was promised {space.CommitCount} pages, and has {own}");
        }

        new FileCheck(_parts, _bits, _frames, _sums, _findings).Run(walks.System, isDeep);
        CheckLostFrames();
        _frames.ExpectComplete();
        CheckReferences();
        _slots.CheckCounts();
        new CountCheck(_memory, _parts, _sums, _findings).Run();
        BufferCheck.Run(_parts, walks, _bits, _findings);
        if (isDeep)
        {
            new ContentCheck(_parts, _bits, _frames, _findings).Run(walks);
            SpaceCheck.Run(_memory.Space, _parts.Layout.Images, walks.System, _bits, _findings);
            walks.All.ForEach(item => SpaceCheck.RunOther(_memory.Spaces, item.Space, item.Walk, _findings));
        }
    }

    private void CheckTables((AddressSpace Space, TableWalk Walk) item)
    {
        (AddressSpace space, TableWalk walk) = item;
        foreach (uint frame in walk.Tables)
        {
            _frames.Place(frame, "a page table");
            RawFrame entry = _frames[frame];
            bool isRight = entry.Location == PageLocation.Active && entry.Use == FrameUse.PageTable;
            _findings.Expect(isRight, $"table {frame:X} is {entry.Location}, {entry.Use}");
            _findings.ExpectEqual(space.Number, _memory.Pfn.SpaceOf(frame), $"the space of table {frame:X}");
        }

        _sums.Tables += (uint)walk.Tables.Count;
        _findings.ExpectEqual(
            (uint)walk.Tables.Count, space.Tables.TableCount, $"count of page tables of space {space.Number}");
    }

    /// <summary>Frames that a process holds by number; those that it mapped were met there.</summary>
    private void CheckHeld(AddressSpace space)
    {
        for (uint frame = space.Physical.Frames.Head; frame != PfnDatabase.None; frame = _frames[frame].Next)
        {
            RawFrame entry = _frames[frame];
            bool isRight = entry.Location == PageLocation.Active && entry.Use == FrameUse.NonPaged;
            _findings.Expect(
                isRight && _memory.Pfn.SpaceOf(frame) == space.Number, $"frame {frame:X} is held, and {entry.Use}");
            if (entry.Page == 0)
            {
                _frames.Place(frame, "frames held by number");
                _sums.NonPaged++;
            }
        }
    }

    private void CheckLeaf(uint space, TableWalk.Leaf leaf)
    {
        switch (_bits.KindOf(leaf.Entry))
        {
            case EntryKind.Valid:
                CheckValid(space, leaf);
                break;
            case EntryKind.Transition:
                CheckTransition(space, leaf);
                break;
            case EntryKind.File:
                _slots.Name(leaf.Entry, leaf.Address);
                _sums.Out++;
                break;
            case EntryKind.DemandZero or EntryKind.NoAccess:
                _sums.Untouched++;
                break;
            case EntryKind.Decommitted:
                break;
            case EntryKind.Prototype:
                bool isSeen = _memory.Mapped.Views.Any(view => view.Contains((nuint)leaf.Address));
                _findings.Expect(isSeen, $"{leaf.Address:X} is no view, and has {leaf.Entry:X}");
                break;
            default:
                _findings.Expect(false, $"{leaf.Address:X}: entry {leaf.Entry:X} is of no form that is made here");
                break;
        }
    }

    private void CheckValid(uint space, TableWalk.Leaf leaf)
    {
        uint first = _bits.FrameOf(leaf.Entry);
        if (first == _memory.Virtual.ZeroFrame)
        {
            bool isConstant = (leaf.Entry & (EntryBits.WriteBit | EntryBits.DirtyBit)) == 0;
            _findings.Expect(isConstant, $"{leaf.Address:X} may write to the frame of zeros: {leaf.Entry:X}");
            return;
        }

        for (uint index = 0; index < leaf.PageCount; index++)
        {
            ulong page = (leaf.Address >> 12) + index;
            uint frame = first + index;
            if (!_parts.Ram.Contains(frame))
            {
                _findings.Expect(false, $"{leaf.Address:X} names frame {frame:X}, which does not exist");
                continue;
            }

            RawFrame entry = _frames[frame];
            if (entry.Page != (page & 0xF_FFFF_FFFF) || _memory.Pfn.SpaceOf(frame) != space)
            {
                // A mapping of somebody else's frame, as a driver has of a buffer.
                _frames.Borrow(frame);
                continue;
            }

            _frames.Place(frame, "a valid page");
            bool isActive = entry.Location == PageLocation.Active && entry.IsLarge == leaf.PageCount > 1;
            _findings.Expect(
                isActive, $"{leaf.Address:X} maps frame {frame:X}: {entry.Location}, large {entry.IsLarge}");
            CountActive(leaf, frame, entry);
        }
    }

    private void CountActive(TableWalk.Leaf leaf, uint frame, RawFrame entry)
    {
        bool isDirty = (leaf.Entry & EntryBits.DirtyBit) != 0;
        if (entry.IsFile)
        {
            _sums.FileActive++;
            _findings.Expect(!entry.IsModified, $"active frame {frame:X} is marked modified");
        }
        else if (entry.Use == FrameUse.Pageable)
        {
            _sums.Active++;
            _slots.NameIfAny(entry.Original, leaf.Address);
            _findings.Expect(!entry.IsModified, $"active frame {frame:X} is marked modified");
        }
        else
        {
            _sums.NonPaged++;
            _findings.Expect(entry.Use == FrameUse.NonPaged, $"{leaf.Address:X} maps a frame for {entry.Use}");
            _findings.Expect(isDirty, $"{leaf.Address:X} is nonpaged and clean");
            _findings.ExpectEqual(0, entry.Original, $"original entry of nonpaged frame {frame:X}");
        }
    }

    private void CheckTransition(uint space, TableWalk.Leaf leaf)
    {
        uint frame = _bits.FrameOf(leaf.Entry);
        if (!_parts.Ram.Contains(frame))
        {
            _findings.Expect(false, $"{leaf.Address:X} was in frame {frame:X}, which does not exist");
            return;
        }

        RawFrame entry = _frames[frame];
        _findings.ExpectEqual((leaf.Address >> 12) & 0xF_FFFF_FFFF, entry.Page, $"owner of frame {frame:X}");
        _findings.ExpectEqual(space, _memory.Pfn.SpaceOf(frame), $"the space of frame {frame:X}");
        switch (entry.Location)
        {
            case PageLocation.Standby:
                _sums.Transition++;
                _frames.Place(frame, "a standby page's entry");
                _slots.NameIfAny(entry.Original, leaf.Address);
                _findings.Expect(!entry.IsModified, $"standby frame {frame:X} is marked modified");
                bool hasWay = _bits.KindOf(entry.Original)
                    is EntryKind.File or EntryKind.DemandZero or EntryKind.NoAccess;
                _findings.Expect(hasWay, $"standby frame {frame:X} would leave {entry.Original:X}");
                break;
            case PageLocation.Modified or PageLocation.ModifiedNoWrite:
                _sums.Transition++;
                _frames.Place(frame, "a modified page's entry");
                _findings.Expect(entry.IsModified, $"modified frame {frame:X} is not marked so");
                bool isHeld = entry.Location == PageLocation.ModifiedNoWrite;
                _findings.Expect(entry.IsHeld == isHeld, $"frame {frame:X} is {entry.Location}, held {entry.IsHeld}");
                bool isNowhere = _bits.KindOf(entry.Original) is EntryKind.DemandZero or EntryKind.NoAccess;
                _findings.Expect(isNowhere, $"modified frame {frame:X} keeps {entry.Original:X}");
                break;
            case PageLocation.Transition when EntryBits.IsForbidden(leaf.Entry) && entry.Use == FrameUse.NonPaged:
                _sums.NonPaged++;
                _frames.Place(frame, "a nonpaged page that nobody may touch");
                break;
            default:
                _findings.Expect(false, $"{leaf.Address:X} was in frame {frame:X}: {entry.Location}, {entry.Use}");
                break;
        }
    }

    /// <summary>Frames whose owner is gone while somebody still has them mapped.</summary>
    private void CheckLostFrames()
    {
        foreach (FrameRun run in _parts.Ram.Runs)
        {
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                RawFrame entry = _frames[frame];
                if (_frames.BorrowCount(frame) != 0 && entry.Use == FrameUse.None)
                {
                    _frames.Place(frame, "a mapping that outlived its page");
                    _findings.Expect(entry.Location == PageLocation.Transition, $"{frame:X} is {entry.Location}");
                }
            }
        }
    }

    private void CheckReferences()
    {
        foreach (FrameRun run in _parts.Ram.Runs)
        {
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                RawFrame entry = _frames[frame];
                bool isOwned = entry.Location == PageLocation.Active
                    || (entry.Location == PageLocation.Transition && entry.Use == FrameUse.NonPaged);
                uint expected = _frames.BorrowCount(frame) + (isOwned ? 1u : 0);
                _findings.Expect(
                    entry.References == expected,
                    $"frame {frame:X} ({entry.Location}) has {entry.References} references; expected {expected}");
            }
        }
    }
}

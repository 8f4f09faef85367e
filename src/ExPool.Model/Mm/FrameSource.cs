using System.Diagnostics;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Gives frames to those who need one, and takes them back.</summary>
/// <remarks>
/// In NT's order: zeroed where zeros are wanted, then free, then the standby page that matters least, whose owner then
/// finds it in the paging file alone. When none is left, working sets are asked to give some up.
/// </remarks>
internal sealed unsafe class FrameSource(
    PhysicalMemory memory, PfnDatabase pfn, PageLists lists, MemoryCounters counters)
{
    /// <summary>The address spaces whose entries own standby pages.</summary>
    public AddressSpaces Spaces { get; set; } = null!;

    /// <summary>The pages of files among them.</summary>
    public MappedFiles Mapped { get; set; } = null!;

    /// <summary>What to ask when no frame is left: makes some available, or answers false. It is told what
    /// for.</summary>
    public System.Func<FrameUse, bool>? Reclaim { get; set; }

    /// <summary>Takes a frame.</summary>
    /// <param name="use">What for.</param>
    /// <param name="page">The page that will own it.</param>
    /// <param name="mustBeZero">Whether it must hold zeros.</param>
    /// <param name="space">The address space of the page.</param>
    /// <returns>The frame, active; <see cref="PfnDatabase.None"/> when there is none.</returns>
    public uint Take(FrameUse use, nuint page, bool mustBeZero, uint space = 0)
    {
        uint frame = TakeGood(mustBeZero);
        if (frame == PfnDatabase.None && Reclaim is not null && Reclaim(use))
        {
            frame = TakeGood(mustBeZero);
        }

        if (frame == PfnDatabase.None)
        {
            counters.FrameFailures++;
            return frame;
        }

        Activate(frame, use, page, space);
        return frame;
    }

    /// <summary>Takes frames of zeros for pages that follow each other: as many as follow each other too and were never
    /// used, else one.</summary>
    /// <param name="use">What for.</param>
    /// <param name="page">The first page that will own one.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="count">How many were taken.</param>
    /// <param name="space">The address space of the pages.</param>
    /// <returns>The first, active; <see cref="PfnDatabase.None"/> when there is none.</returns>
    public uint TakeZeroed(FrameUse use, nuint page, uint most, out uint count, uint space = 0)
    {
        count = lists.Zeroed.Count == 0 ? lists.CountGoodFresh(most) : 0;
        if (count == 0)
        {
            count = 1;
            return Take(use, page, mustBeZero: true, space);
        }

        uint first = lists.TakeFresh(count);
        for (uint index = 0; index < count; index++)
        {
            Activate(first + index, use, page + index, space);
        }

        return first;
    }

    /// <summary>Takes a frame back that its owner does not need any more. One that a mapping borrows comes back when
    /// that ends, and a broken one never.</summary>
    public void Release(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        uint others = entry.ReferenceCount > 1 ? entry.ReferenceCount - 1 : 0;
        bool isBad = entry.IsBad;
        entry = default;
        entry.IsBad = isBad;
        pfn.SpaceOf(frame) = 0;
        if (others != 0)
        {
            entry.Location = PageLocation.Transition;
            entry.ReferenceCount = others;
            return;
        }

        Drop(frame);
    }

    /// <summary>Ends a mapping that borrowed a frame.</summary>
    public void Unreference(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        entry.ReferenceCount--;
        if (entry.ReferenceCount == 0 && entry.Use == FrameUse.None)
        {
            Drop(frame);
        }
    }

    private void Activate(uint frame, FrameUse use, nuint page, uint space)
    {
        ref PfnEntry entry = ref pfn[frame];
        entry.OriginalPte = 0;
        entry.Next = PfnDatabase.None;
        entry.Previous = PfnDatabase.None;
        entry.Activate(page, use);
        pfn.SpaceOf(frame) = space;
    }

    private void Drop(uint frame)
    {
        if (pfn[frame].IsBad)
        {
            lists.Bad.Append(frame);
        }
        else
        {
            lists.Free.Prepend(frame);
        }
    }

    /// <summary>Takes a frame; those that turned out to be broken while they lay there are put aside.</summary>
    private uint TakeGood(bool mustBeZero)
    {
        uint frame = TakeAny(mustBeZero);
        while (frame != PfnDatabase.None && pfn[frame].IsBad)
        {
            pfn[frame] = new PfnEntry { IsBad = true };
            lists.Bad.Append(frame);
            frame = TakeAny(mustBeZero);
        }

        return frame;
    }

    private uint TakeAny(bool mustBeZero)
    {
        uint frame = mustBeZero ? TakeAnyZeroed() : lists.Free.TakeFirst();
        if (frame != PfnDatabase.None)
        {
            return frame;
        }

        frame = mustBeZero ? lists.Free.TakeFirst() : TakeAnyZeroed();
        if (frame == PfnDatabase.None)
        {
            frame = TakeStandby();
        }

        if (frame != PfnDatabase.None && mustBeZero)
        {
            memory.Fill(frame, 0);
            counters.PagesZeroed++;
        }

        return frame;
    }

    private uint TakeAnyZeroed()
    {
        uint frame = lists.Zeroed.TakeFirst();
        return frame != PfnDatabase.None ? frame : lists.TakeFresh();
    }

    /// <summary>Takes the standby page that matters least; <see cref="PfnDatabase.None"/> when there is none.</summary>
    public uint TakeStandby()
    {
        foreach (FrameList list in lists.Standby)
        {
            uint frame = list.TakeFirst();
            if (frame != PfnDatabase.None)
            {
                Disown(frame);
                return frame;
            }
        }

        return PfnDatabase.None;
    }

    /// <summary>The owner of a standby page has to read it, or make it, again.</summary>
    private void Disown(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        counters.PagesRepurposed++;
        lists.Repurposed[entry.Priority]++;
        if (entry.IsFile)
        {
            Mapped.Disown(entry);
            return;
        }

        PageTables tables = Spaces.Of(frame).Tables;
        byte* owner = tables.Find(SystemAddress.OfPage(entry.Page, tables.Format));
        Debug.Assert(owner is not null, "A standby page has an owner.");
        Debug.Assert(tables.Format.StateOf(tables.Read(owner)) == PteState.Transition, "Its owner is in transition.");
        tables.Write(owner, entry.OriginalPte);
        pfn.SpaceOf(frame) = 0;
    }
}

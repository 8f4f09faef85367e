using System.Diagnostics;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Gives frames to those who need one, and takes them back.</summary>
/// <remarks>
/// In NT's order: zeroed where zeros are wanted, then free, then the standby page that matters least, whose owner then
/// finds it in the paging file alone. When none is left, working sets are asked to give some up.
/// </remarks>
internal sealed unsafe class FrameSource(PhysicalMemory memory, PfnDatabase pfn, PageLists lists, MemoryCounters counters)
{
    /// <summary>The tables whose entries own standby pages.</summary>
    public SystemPageTables Tables { get; set; } = null!;

    /// <summary>What to ask when no frame is left: makes some available, or answers false.</summary>
    public System.Func<bool>? Reclaim { get; set; }

    /// <summary>Takes a frame.</summary>
    /// <param name="use">What for.</param>
    /// <param name="page">The page that will own it.</param>
    /// <param name="mustBeZero">Whether it must hold zeros.</param>
    /// <returns>The frame, active; <see cref="PfnDatabase.None"/> when there is none.</returns>
    public uint Take(FrameUse use, nuint page, bool mustBeZero)
    {
        uint frame = TakeAny(mustBeZero);
        if (frame == PfnDatabase.None && Reclaim is not null && Reclaim())
        {
            frame = TakeAny(mustBeZero);
        }

        if (frame == PfnDatabase.None)
        {
            counters.FrameFailures++;
            return frame;
        }

        ref PfnEntry entry = ref pfn[frame];
        entry.OriginalPte = 0;
        entry.Next = PfnDatabase.None;
        entry.Previous = PfnDatabase.None;
        entry.Activate(page, use);
        return frame;
    }

    /// <summary>Takes a frame back that nothing refers to any more.</summary>
    public void Release(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        entry = default;
        lists.Free.Prepend(frame);
    }

    private uint TakeAny(bool mustBeZero)
    {
        uint frame = mustBeZero ? TakeZeroed() : lists.Free.TakeFirst();
        if (frame != PfnDatabase.None)
        {
            return frame;
        }

        frame = mustBeZero ? lists.Free.TakeFirst() : TakeZeroed();
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

    private uint TakeZeroed()
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
        byte* owner = Tables.Find(SystemAddress.OfPage(entry.Page, Tables.Format));
        Debug.Assert(owner is not null, "A standby page has an owner.");
        Debug.Assert(Tables.Format.StateOf(Tables.Read(owner)) == PteState.Transition, "Its owner is in transition.");
        Tables.Write(owner, entry.OriginalPte);
        counters.PagesRepurposed++;
    }
}

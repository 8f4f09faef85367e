using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>Lists of frames, and the frames that were never used.</summary>
public sealed class FrameListTests : IDisposable
{
    private readonly PhysicalMemory _ram = new([new FrameRun(1, 10), new FrameRun(30, 20), new FrameRun(64, 64)]);
    private readonly PfnDatabase _pfn;

    public FrameListTests() => _pfn = new PfnDatabase(_ram);

    [Fact]
    public void A_list_of_frames_agrees_with_a_list()
    {
        FrameList list = new(_pfn, PageLocation.Modified);
        List<uint> model = [];
        Random random = new(1);
        for (int round = 0; round < 3000; round++)
        {
            uint frame = (uint)random.Next(64, 128);
            switch (random.Next(4))
            {
                case 0 when !model.Contains(frame):
                    list.Append(frame);
                    model.Add(frame);
                    break;
                case 1 when !model.Contains(frame):
                    list.Prepend(frame);
                    model.Insert(0, frame);
                    break;
                case 2 when model.Remove(frame):
                    list.Remove(frame);
                    break;
                case 3:
                    uint first = list.TakeFirst();
                    Assert.Equal(model.Count == 0 ? PfnDatabase.None : model[0], first);
                    model.Remove(first);
                    break;
            }

            Assert.Equal(model, Walk(list, list.Head, entry => entry.Next));
            Assert.Equal(Enumerable.Reverse(model), Walk(list, list.Tail, entry => entry.Previous));
            Assert.Equal((uint)model.Count, list.Count);
            Assert.All(model, member => Assert.Equal(PageLocation.Modified, _pfn[member].Location));
        }
    }

    [Fact]
    public void Frames_that_were_never_used_come_in_order_and_holes_never()
    {
        PageLists lists = new(_pfn);
        Assert.Equal(94u, lists.FreshCount);
        List<uint> taken = [];
        while (lists.TakeFresh() is uint frame and not PfnDatabase.None)
        {
            taken.Add(frame);
        }

        Assert.Equal([.. Frames(1, 10), .. Frames(30, 20), .. Frames(64, 64)], taken);
        Assert.Equal(0u, lists.FreshCount);
        Assert.Empty(lists.Fresh);
        Assert.Equal(PfnDatabase.None, lists.TakeFreshRun(1, 1, lists.Zeroed.Append));
    }

    [Fact]
    public void A_run_for_a_large_page_is_aligned_and_what_it_skips_is_kept()
    {
        PageLists lists = new(_pfn);
        Assert.Equal(32u, lists.TakeFreshRun(16, 16, lists.Zeroed.Append));
        Assert.Equal([30u, 31u], Walk(lists.Zeroed, lists.Zeroed.Head, entry => entry.Next));
        Assert.Equal(76u, lists.FreshCount);
        Assert.Equal(78u, lists.ZeroedCount);
        Assert.Equal(64u, lists.TakeFreshRun(64, 64, lists.Zeroed.Append));
        Assert.Equal(PfnDatabase.None, lists.TakeFreshRun(16, 16, lists.Zeroed.Append));
        Assert.Equal([new FrameRun(1, 10), new FrameRun(48, 2)], lists.Fresh);
        Assert.Equal(1u, lists.TakeFresh());
    }

    [Fact]
    public void What_was_used_and_what_never_was_are_all_frames()
    {
        PageLists lists = new(_pfn);
        for (int count = 0; count < 12; count++)
        {
            lists.TakeFresh();
        }

        Assert.Equal([new FrameRun(1, 10), new FrameRun(30, 2), new FrameRun(64, 0)], lists.Used);
        Assert.Equal([new FrameRun(32, 18), new FrameRun(64, 64)], lists.Fresh);
    }

    [Fact]
    public void The_bits_of_an_entry_do_not_touch_each_other()
    {
        PfnEntry entry = default;
        entry.Page = ulong.MaxValue;
        entry.ReferenceCount = 9;
        entry.IsHeld = true;
        (entry.Location, entry.Use) = (PageLocation.Standby, FrameUse.Pageable);
        (entry.Age, entry.Priority, entry.IsModified) = (3, 5, true);
        Assert.Equal((0xF_FFFF_FFFFUL, 9u, true, false), (entry.Page, entry.ReferenceCount, entry.IsHeld, entry.IsBad));
        Assert.Equal((PageLocation.Standby, FrameUse.Pageable), (entry.Location, entry.Use));
        Assert.Equal((3u, 5u, true, false), (entry.Age, entry.Priority, entry.IsModified, entry.IsLarge));
        entry.IsBad = true;
        entry.Activate(7, FrameUse.NonPaged);
        Assert.Equal((7UL, 1u, true, true), (entry.Page, entry.ReferenceCount, entry.IsHeld, entry.IsBad));
        Assert.Equal((PageLocation.Active, FrameUse.NonPaged), (entry.Location, entry.Use));
        Assert.Equal((0u, 0u, false), (entry.Age, entry.Priority, entry.IsModified));
        Assert.True(entry.IsOwnedBy(7) && !entry.IsOwnedBy(8));
    }

    public void Dispose()
    {
        _pfn.Dispose();
        _ram.Dispose();
    }

    private static IEnumerable<uint> Frames(int first, int count) =>
        Enumerable.Range(first, count).Select(frame => (uint)frame);

    private List<uint> Walk(FrameList list, uint from, Func<PfnEntry, uint> next)
    {
        List<uint> frames = [];
        for (uint frame = from; frame != PfnDatabase.None && frames.Count <= list.Count; frame = next(_pfn[frame]))
        {
            frames.Add(frame);
        }

        return frames;
    }
}

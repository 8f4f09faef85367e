using System;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>What may be done with a page stays as it was said, wherever the page is.</summary>
public sealed class ProtectTests
{
    private const nuint Page = MemoryBench.PageByteCount;

    [Theory]
    [EveryMode]
    public void No_access_and_back_keeps_the_contents_of_a_nonpaged_page(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.NonPagedPool, 2);
        bench.Write(page, 1);
        uint frame = bench.FrameOf(page);
        Protect(bench, page, PageProtection.NoAccess);
        Assert.Equal(BugCheckCode.PageFaultInNonPagedArea, bench.StopOf(() => bench.Holds(page, 1)).Code);
        bench.Verify();
        Protect(bench, page, PageProtection.ReadWrite);
        Assert.True(bench.Holds(page, 1));
        Assert.Equal(frame, bench.FrameOf(page));
        Protect(bench, page, PageProtection.NoAccess);
        bench.Core.Decommit(page, 2);
        Assert.Equal(0UL, bench.Core.NonPagedPoolByteCount);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Every_protection_holds_in_every_state_of_a_page(PagingMode mode)
    {
        Action<MemoryBench, nuint>[] states =
        [
            (bench, page) => bench.Write(page, 5),
            (bench, page) => Trim(bench, page),
            (bench, page) => Written(bench, page),
            (bench, page) => Out(bench, page),
        ];
        for (int before = 0; before < states.Length; before++)
        {
            for (int after = before; after < states.Length; after++)
            {
                foreach (PageProtection protection in Enum.GetValues<PageProtection>())
                {
                    using MemoryBench bench = Make(mode);
                    nuint page = bench.Commit(SystemVaType.PagedPool, 1);
                    states[before](bench, page);
                    Protect(bench, page, protection);
                    bench.Verify($"{protection}, {before}");
                    if (after > before)
                    {
                        bench.SendOut();
                    }

                    ExpectProtected(bench, page, protection);
                    Protect(bench, page, PageProtection.ReadWrite);
                    Assert.True(bench.Holds(page, 5));
                    bench.Write(page, 6);
                    bench.Verify($"{protection}, {before}, {after}");
                }
            }
        }
    }

    [Theory]
    [EveryMode]
    public void A_page_that_was_never_touched_can_be_closed_and_opened(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.PagedPool, 2);
        Protect(bench, page, PageProtection.NoAccess);
        Protect(bench, page + Page, PageProtection.NoAccess);
        Assert.Equal(BugCheckCode.PageFaultInNonPagedArea, bench.StopOf(() => bench.Write(page, 1)).Code);
        bench.Verify();
        Protect(bench, page, PageProtection.ReadOnly);
        Assert.True(bench.Holds(page, null));
        Assert.Equal(BugCheckCode.AttemptedWriteToReadOnlyMemory, bench.StopOf(() => bench.Write(page, 1)).Code);
        ulong used = bench.Memory.Commit.Used;
        bench.Core.Decommit(page, 2);
        Assert.Equal(used - 2, bench.Memory.Commit.Used);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Pages_that_are_not_committed_are_refused_and_none_of_the_range_changes(PagingMode mode)
    {
        using MemoryBench bench = Make(mode);
        nuint page = bench.Commit(SystemVaType.NonPagedPool, 3);
        bench.Core.Decommit(page + (2 * Page), 1);
        Assert.Equal(NtStatus.InvalidParameter, bench.Memory.Virtual.Protect(page, 3, PageProtection.ReadOnly));
        bench.Write(page, 1);
        nuint other = page + (64 * Page);
        Assert.Equal(NtStatus.InvalidParameter, bench.Memory.Virtual.Protect(other, 1, PageProtection.ReadOnly));
    }

    [Theory]
    [EveryMode]
    public void Every_processor_obeys_at_once(PagingMode mode)
    {
        using MemoryBench bench = new(mode, processorCount: 2);
        nuint page = bench.Commit(SystemVaType.NonPagedPool, 1);
        bench.Write(page, 1);
        bench.Parts.Processors.Switch(1);
        bench.Write(page, 2);
        Protect(bench, page, PageProtection.ReadOnly);
        foreach (int number in (int[])[0, 1])
        {
            bench.Parts.Processors.Switch(number);
            Assert.True(bench.Holds(page, 2));
            Assert.Equal(BugCheckCode.AttemptedWriteToReadOnlyMemory, bench.StopOf(() => bench.Write(page, 3)).Code);
        }

        bench.Verify();
    }

    private static void ExpectProtected(MemoryBench bench, nuint page, PageProtection protection)
    {
        if (protection == PageProtection.NoAccess)
        {
            Assert.Equal(BugCheckCode.PageFaultInNonPagedArea, bench.StopOf(() => bench.Holds(page, 5)).Code);
            return;
        }

        Assert.True(bench.Holds(page, 5));
        if (protection == PageProtection.ReadOnly)
        {
            Assert.Equal(BugCheckCode.AttemptedWriteToReadOnlyMemory, bench.StopOf(() => bench.Write(page, 6)).Code);
        }
    }

    private static void Trim(MemoryBench bench, nuint page)
    {
        bench.Write(page, 5);
        bench.Memory.WorkingSet.TrimOne(bench.FrameOf(page));
    }

    private static void Written(MemoryBench bench, nuint page)
    {
        Trim(bench, page);
        bench.Memory.Writer.Write(1, out _);
    }

    private static void Out(MemoryBench bench, nuint page)
    {
        Trim(bench, page);
        bench.SendOut();
    }

    private static void Protect(MemoryBench bench, nuint page, PageProtection protection) =>
        Assert.Equal(NtStatus.Success, bench.Memory.Virtual.Protect(page, 1, protection));

    private static MemoryBench Make(PagingMode mode) => new(mode, files: [MemoryBench.File(100, 100)]);
}

using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>What address spaces cost can be seen from outside.</summary>
public sealed class SpaceReportTests
{
    private const nuint Page = SpaceBench.Page;

    [Fact]
    public void PAE_doubles_the_page_tables_of_a_process()
    {
        Dictionary<PagingMode, SpaceReport> reports = [];
        foreach (PagingMode mode in Enum.GetValues<PagingMode>())
        {
            using SpaceBench bench = new(mode, ram: 128 << 20);
            UserSpace space = bench.Create();
            nuint address = 32 << 20;
            Assert.Equal(NtStatus.Success, space.Allocate(ref address, 64 << 20));
            reports.Add(mode, bench.Computer.ReadSpaces().Single(report => report.Number == space.Number));
        }

        // 64 MB: 16 tables of 4 MB, or 32 of 2 MB; and one for hyperspace.
        Assert.Equal([17UL, 1], reports[PagingMode.X86].PageTablePagesByLevel);
        Assert.Equal([33UL, 4, 1], reports[PagingMode.Pae].PageTablePagesByLevel);
        Assert.Equal([33UL, 2, 2, 1], reports[PagingMode.Amd64].PageTablePagesByLevel);
        Assert.True(reports[PagingMode.Pae].PageTablePages >= 2 * reports[PagingMode.X86].PageTablePages);
    }

    [Theory]
    [EveryMode]
    public void A_report_says_what_a_space_has(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        Assert.Equal(NtStatus.Success, bench.Processes.CreateSession(out SessionSpace? session));
        Assert.Equal(NtStatus.Success, bench.Processes.Create(out UserSpace? space, 20, session));
        nuint address = SpaceBench.Allocate(space!, 5);
        SpaceBench.Write(space!, address, 1);
        Assert.Equal(NtStatus.Success, space!.AllocatePhysicalPages(new uint[3], out _));

        IReadOnlyList<SpaceReport> reports = bench.Computer.ReadSpaces();

        Assert.Equal([AddressSpaceKind.System, AddressSpaceKind.Session, AddressSpaceKind.Process],
            reports.Select(report => report.Kind));
        SpaceReport process = reports[2];
        Assert.Equal((2u, (uint?)1u), (process.Number, process.Session));
        Assert.Equal((1UL, 20UL, 3UL), (process.WorkingSetPages, process.MinimumWorkingSetPages, process.HeldPages));
        Assert.Equal(process.PageTablePages + 1 + 5 + 3, process.CommittedPages);
        Assert.Equal(5 * Page, process.VirtualByteCount);
        Assert.Null(reports[0].CommittedPages);
        Assert.Null(reports[1].VirtualByteCount);
        Assert.Equal(
            reports.Aggregate(0UL, (sum, report) => sum + report.PageTablePages),
            bench.Computer.ReadMemory().PageTablePages);
        MemoryUse use = bench.Computer.ReadMemoryUse().Uses.Single(item => item.Kind == MemoryUseKind.Processes);
        Assert.Equal((1UL + 1 + 3, 4UL), (use.ValidPages, use.LockedPages));
    }

    [Theory]
    [EveryMode]
    public void A_frame_says_whose_it_is_and_where(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        bench.Create();
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 2) + Page;
        SpaceBench.Write(space, address, 1);
        uint frame = space.Space.WorkingSet.Frames.Tail;

        FrameReport report = bench.Computer.ReadFrame(frame)!;

        Assert.Equal((space.Number, (ulong)address), (report.Space, report.Address));
        Assert.Equal(space.Number, bench.Computer.ReadFrame(report.PteFrame!.Value)!.Space);
        Assert.Equal(0u, bench.Computer.ReadFrame(bench.Memory.Tables.DirectoryFrame)!.Space);
    }
}

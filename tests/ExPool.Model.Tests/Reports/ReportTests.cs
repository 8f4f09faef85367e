using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Model.Tests.Reports;

/// <summary>Looks from outside tell what is there, and change nothing.</summary>
public sealed class ReportTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void A_frame_in_use_and_the_entry_of_its_page_name_each_other(PagingMode mode)
    {
        using Computer computer = BootUsed(mode, out _);
        int ownedCount = 0;
        for (uint frame = 1; frame < 8 * Megabyte / 4096; frame++)
        {
            FrameReport report = computer.ReadFrame(frame)!;
            if (report.Address is ulong address && report.Use != FrameUse.PageTable && !report.IsLarge)
            {
                PteReport entries = computer.ReadEntries(address);
                Assert.Equal("PTE", entries.Levels[^1].Name);
                Assert.Equal(frame, entries.Levels[^1].Frame);
                Assert.Equal(report.PteAddress, entries.Levels[^1].Address);
                Assert.Equal(report.PteFrame, entries.Levels[^2].Frame);
                Assert.Equal(
                    entries.Levels[^1].State == PteState.Valid, report.Location == PageLocation.Active);
                Assert.Equal(entries.Levels[^1], computer.ReadEntries(report.PteAddress!.Value).Levels[^1]);
                ownedCount++;
            }
        }

        Assert.True(ownedCount > 500);
        Assert.Null(computer.ReadFrame(0));
        Assert.Null(computer.ReadFrame(ulong.MaxValue));
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void The_uses_of_all_frames_add_up(PagingMode mode)
    {
        using Computer computer = BootUsed(mode, out _);
        MemoryUseReport report = computer.ReadMemoryUse();
        ulong mapped = 0;
        ulong standby = 0;
        ulong modified = 0;
        foreach (MemoryUse use in report.Uses)
        {
            mapped += use.ValidPages + use.PageTablePages;
            standby += use.StandbyPages;
            modified += use.ModifiedPages;
            Assert.True(use.LockedPages <= use.ValidPages);
        }

        Assert.Equal(report.ActivePages, mapped);
        Assert.Equal(report.Memory.InUsePages, report.ActivePages + report.TransitionPages);
        Assert.Equal(report.Memory.StandbyPages, standby);
        Assert.Equal(report.Memory.ModifiedPages + report.Memory.ModifiedNoWritePages, modified);
        Assert.Equal(
            report.Memory.PageTablePages,
            report.Uses.Single(use => use.Kind == MemoryUseKind.PageTables).PageTablePages);
        Assert.DoesNotContain(report.Uses, use => use.Kind == MemoryUseKind.Other);
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void Blocks_seen_from_outside_are_those_seen_from_inside_and_no_page_moves(PagingMode mode)
    {
        using Computer computer = BootUsed(mode, out ulong pagedOut);
        Assert.NotEqual(0u, pagedOut);
        MemoryReport before = computer.ReadMemory();
        PoolReader outside = computer.OpenInspector();
        List<PoolBlockInfo> seen =
            [.. outside.EnumerateBlocks(PoolKind.NonPaged), .. outside.EnumerateBlocks(PoolKind.Paged)];
        Assert.Empty(outside.Verify());
        MemoryReport after = computer.ReadMemory();
        Assert.Equal(before.Counters, after.Counters);
        Assert.Equal(before.Time, after.Time);
        Assert.Equal(before.StandbyPagesByPriority, after.StandbyPagesByPriority);

        PoolReader inside = computer.OpenReader();
        Assert.Equal([.. inside.EnumerateBlocks(PoolKind.NonPaged), .. inside.EnumerateBlocks(PoolKind.Paged)], seen);
        Assert.True(computer.ReadMemory().Counters.PageFaults > before.Counters.PageFaults);
    }

    [Fact]
    public void A_machine_that_stopped_at_dispatch_level_can_still_be_looked_into()
    {
        using Computer computer = BootUsed(PagingMode.Amd64, out _);
        computer.Kernel.RaiseIrql(Irql.Dispatch);
        Assert.Throws<BugCheckException>(() => computer.Kernel.Allocate(PoolFlags.Paged, 100, "High"));
        Assert.NotNull(computer.Stop);
        Assert.NotEmpty(computer.OpenInspector().EnumerateBlocks(PoolKind.Paged));
    }

    [Fact]
    public void PoolUsageMaximum_is_the_registrys_where_it_has_one_that_the_release_reads()
    {
        Assert.Equal(80, Maximum([]));
        Assert.Equal(80, Maximum(new() { ["PoolUsageMaximum"] = 0 }));
        Assert.Equal(60, Maximum(new() { ["poolusagemaximum"] = 60 }));
        Assert.Equal(80, Maximum(new() { ["PoolUsageMaximum"] = 60 }, "Windows 7"));

        static int Maximum(Dictionary<string, ulong> registry, string release = "Server 2003")
        {
            using Computer computer = TestComputers.Boot(PagingMode.Amd64, options: new ComputerOptions
            {
                OperatingSystem = release,
                Switches = new() { Registry = registry },
            });
            return computer.PoolUsageMaximum;
        }
    }

    /// <summary>A machine with blocks of both pools, some of which are in its paging file.</summary>
    private static Computer BootUsed(PagingMode mode, out ulong pagedOut)
    {
        const ulong Ram = 32 * Megabyte;
        Computer computer = TestComputers.Boot(mode, Ram, pagingFile: 2 * Ram);
        for (ulong filled = 0; filled < Ram + (8 * Megabyte); filled += 2000)
        {
            nuint block = computer.Kernel.Allocate(PoolFlags.Paged, 2000, "Page");
            computer.Kernel.Write(block, (uint)filled);
            if (filled % 100 == 0)
            {
                computer.Kernel.Allocate(PoolFlags.NonPaged, 100, "Stay");
            }
        }

        pagedOut = computer.ReadMemory().PagingFiles[0].UsedPageCount;
        return computer;
    }
}

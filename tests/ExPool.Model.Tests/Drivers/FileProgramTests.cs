using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>Programs that use files, sections and system page-table entries, and what they run into.</summary>
public sealed class FileProgramTests
{
    [Theory, EveryMode]
    public void FileLoad_reads_what_it_wrote_on_a_machine_that_is_short_of_memory(PagingMode mode)
    {
        using DriverRun run = new(mode, ["FileLoad:files=4,size=8MB,rate=2000/s,writes=40"], megabytes: 24);
        run.Run(8);
        FileLoad load = (FileLoad)run.Drivers[0];
        Assert.True(load.DoneCount > 1000);
        Assert.Equal((0UL, 0UL, 0UL), (load.RefusedCount, load.FailedCount, load.DamagedCount));
        MachineChecker.Verify(run.Computer.Parts, isDeep: true);
        Assert.True(run.Computer.ReadMemory().Counters.PagesRepurposed > 0);
        AssertNothingIsLeft(run);
    }

    [Theory, EveryMode]
    public void FileLoad_past_the_cache_keeps_nothing_in_RAM(PagingMode mode)
    {
        using DriverRun run = new(mode, ["FileLoad:cached=no,files=3,rate=100/s"]);
        run.Run(3);
        FileLoad load = (FileLoad)run.Drivers[0];
        Assert.True(load.DoneCount > 50);
        Assert.Equal((0UL, 0UL, 0UL), (load.RefusedCount, load.FailedCount, load.DamagedCount));
        Assert.Equal(0UL, run.Computer.ReadMemory().MappedFilePages);
        AssertNothingIsLeft(run);
    }

    [Theory, EveryMode]
    public void FileLoad_goes_on_under_the_hostile_pager(PagingMode mode)
    {
        using DriverRun run = new(
            mode, ["FileLoad:files=2,size=64KB,block=4KB,rate=50/s"], megabytes: 16, isHostile: true);
        run.Run(1);
        FileLoad load = (FileLoad)run.Drivers[0];
        Assert.True(load.DoneCount > 10);
        Assert.Equal((0UL, 0UL), (load.FailedCount, load.DamagedCount));
        MachineChecker.Verify(run.Computer.Parts, isDeep: true);
        AssertNothingIsLeft(run);
    }

    [Theory, EveryMode]
    public void The_cache_grows_with_file_activity_and_shrinks_when_RAM_is_wanted(PagingMode mode)
    {
        using DriverRun run = new(
            mode, ["FileLoad:files=8,size=4MB,rate=2000/s,writes=0", "Leaker:pool=paged,touch=yes,rate=4MB/s"]);
        run.Run(2);
        ulong cached = run.Computer.ReadMemory().SystemCachePages;
        Assert.True(cached > 1500, $"{cached}");
        run.Run(20);
        Assert.True(run.Computer.ReadMemory().SystemCachePages < cached * 3 / 4);
        Assert.True(run.Computer.ReadMemory().PeakSystemCachePages >= cached);
        AssertNothingIsLeft(run);
    }

    [Theory, EveryMode]
    public void Connections_are_refused_when_system_entries_run_out(PagingMode mode)
    {
        using DriverRun run = new(mode, ["Connections:count=200,buffer=16KB", "Connections:rate=100000/s"]);
        run.Run(1);
        Assert.Equal((200UL, 0UL), Counts(run, 0));
        SystemRange entries = run.Computer.Parts.Memory.SystemPtes.Range;
        nuint taken = run.Computer.Kernel.ReserveMapping((nuint)entries.Pages.LongestClear());
        run.Run(1);
        run.Computer.RequestStop(run.Drivers[0]);
        run.Run(1);
        run.Computer.Kernel.FreeMapping(taken, (nuint)LengthOf(run, taken));
        run.Run(2);
        Assert.Equal(1000UL, Counts(run, 1).Open);
        MachineChecker.Verify(run.Computer.Parts, isDeep: true);
        AssertNothingIsLeft(run);
    }

    [Theory]
    [InlineData("Windows NT 4.0", "x86", false)]
    [InlineData("Windows 2000", "x86", false)]
    [InlineData("Windows XP", "x86", false)]
    [InlineData("Server 2003", "x86", true)]
    [InlineData("Server 2003", "x64", false)]
    [InlineData("Windows 7", "x86", false)]
    [InlineData("Windows 7", "x86", true)]
    [InlineData("Windows 7", "x64", false)]
    [InlineData("Windows 10", "x86", false)]
    [InlineData("Windows 10", "x64", false)]
    public void Every_Windows_has_a_cache_and_room_for_views(string os, string architecture, bool threeGigabytes)
    {
        using DriverRun run = new(
            Boot(os, architecture, threeGigabytes), ["FileLoad:files=4,rate=100/s", "SectionMapper:size=4MB"]);
        run.Run(1.5);
        FileLoad load = (FileLoad)run.Drivers[0];
        Assert.True(load.DoneCount > 50);
        Assert.Equal((0UL, 0UL, 0UL), (load.RefusedCount, load.FailedCount, load.DamagedCount));
        Assert.Equal(NtStatus.Success, ((SectionMapper)run.Drivers[1]).LastStatus);
        Assert.True(run.Computer.ReadMemory().SystemCachePages > 50);
        AssertNothingIsLeft(run);
    }

    [Fact]
    public void With_3GB_two_video_cards_find_no_room_and_connections_and_views_are_refused()
    {
        using DriverRun run = new(
            Boot("Server 2003", "x86", threeGigabytes: true),
            ["VideoCard:memory=64MB", "VideoCard:memory=512MB", "SectionMapper:size=2GB,view=4MB,rate=1000/s",
                "Connections:count=100000,rate=20000/s,buffer=8KB"]);
        run.Run(20);
        Assert.NotEqual((nuint)0, ((VideoCard)run.Drivers[0]).Address);
        Assert.True(((VideoCard)run.Drivers[1]).IsRefused);
        SectionMapper mapper = (SectionMapper)run.Drivers[2];
        Assert.Equal(NtStatus.InsufficientResources, mapper.LastStatus);
        Assert.True(mapper.ViewCount > 0);
        Assert.True(Counts(run, 3).Refused > 0);
        Assert.True(run.Computer.ReadMemory().SystemPteFailures > 1);
        AssertNothingIsLeft(run);
    }

    [Fact]
    public void A_video_card_that_must_be_mapped_stops_the_machine_with_3F()
    {
        using DriverRun run = new(
            Boot("Server 2003", "x86", threeGigabytes: true), ["VideoCard:memory=512MB,must=yes"]);
        Assert.Equal(BugCheckCode.NoMoreSystemPtes, run.RunUntilStop(2).Code);
    }

    [Theory, EveryMode]
    public void SectionMapper_takes_entries_and_paged_pool_by_the_megabyte(PagingMode mode)
    {
        using DriverRun run = new(mode, ["SectionMapper:size=16MB,view=1MB,rate=1000/s"]);
        run.Run(1);
        SectionMapper mapper = (SectionMapper)run.Drivers[0];
        Assert.Equal((16UL, NtStatus.Success), (mapper.ViewCount, mapper.LastStatus));
        Assert.Equal(64UL, run.Of(PoolKind.Paged, "MmSt").Outstanding);
        Assert.True(run.Computer.Parts.Memory.SystemPtes.Range.UsedCount >= 16 * 256);
        Assert.Equal(16UL, run.Computer.ReadMemory().MappedFilePages);
        MachineChecker.Verify(run.Computer.Parts, isDeep: true);
        AssertNothingIsLeft(run);
    }

    [Theory, EveryMode]
    public void Programs_that_were_saved_go_on_the_same(PagingMode mode)
    {
        using DriverRun run = new(
            mode,
            ["FileLoad:files=4,rate=300/s", "Connections:count=100", "SectionMapper:size=8MB", "VideoCard:memory=1MB"]);
        run.Run(1.5);
        using Computer loaded = SavedComputers.Load(SavedComputers.Save(run.Computer));
        run.Run(2);
        loaded.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(SavedComputers.Save(run.Computer), SavedComputers.Save(loaded));
        AssertNothingIsLeft(run);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    public void Two_machines_with_files_do_exactly_the_same(ulong seed)
    {
        List<byte[]> saved = [];
        for (int machine = 0; machine < 2; machine++)
        {
            using DriverRun run = new(
                PagingMode.Amd64, ["FileLoad:rate=500/s", "FileServer", "Leaker:pool=paged,touch=yes"], 48, 2, 64,
                seed);
            run.Run(4);
            saved.Add(SavedComputers.Save(run.Computer));
        }

        Assert.Equal(saved[0], saved[1]);
    }

    private static (ulong Open, ulong Refused) Counts(DriverRun run, int index)
    {
        Connections connections = (Connections)run.Drivers[index];
        return (connections.OpenCount, connections.RefusedCount);
    }

    private static ulong LengthOf(DriverRun run, nuint address)
    {
        SystemRange range = run.Computer.Parts.Memory.SystemPtes.Range;
        ulong first = (address - range.Start) >> 12;
        ulong count = 0;
        while (first + count < range.Pages.Length && range.Pages[first + count])
        {
            count++;
        }

        return count;
    }

    private static Computer Boot(string os, string architecture, bool threeGigabytes) => Computer.Boot(new()
    {
        OperatingSystem = os,
        Architecture = architecture,
        PhysicalByteCount = 512 << 20,
        Switches = new() { ThreeGigabytes = threeGigabytes, Pae = os == "Windows 10" && architecture == "x86" },
    });

    /// <summary>After the programs have ended, and what the cache keeps of closed files is given back.</summary>
    private static void AssertNothingIsLeft(DriverRun run)
    {
        foreach (CatalogDriver driver in run.Drivers.Where(driver => run.Computer.Parts.Scheduler.Threads.Any(
            thread => !thread.HasEnded && run.Computer.Drivers[thread.Driver] == driver)))
        {
            Assert.True(run.Computer.Unload(driver, TimeSpan.FromSeconds(30)), driver.Name);
        }

        run.Computer.Services().Files.Sections.TrimUnused(int.MaxValue);
        run.UnloadAll();
        MachineChecker.Verify(run.Computer.Parts, isDeep: true);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Tests.Saving;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>Drivers that behave run as long as one likes, and leave nothing behind.</summary>
public sealed class GoodCitizenTests
{
    private static readonly string[] s_all = ["FileServer:rate=100/s", "NetworkStack:rate=100/s", "Cache:rate=300/s"];

    [Theory]
    [InlineData(PagingMode.Amd64, 64, 1, 120)]
    [InlineData(PagingMode.Amd64, 64, 3, 60)]
    [InlineData(PagingMode.Amd64, 4096, 4, 60)]
    [InlineData(PagingMode.Pae, 64, 2, 60)]
    [InlineData(PagingMode.X86, 64, 1, 60)]
    public void All_together_work_for_minutes_and_leave_nothing_behind(
        PagingMode mode, int megabytes, int processorCount, int seconds)
    {
        using DriverRun run = new(mode, s_all, megabytes, processorCount);
        run.Run(seconds);
        AssertWorked(run, processorCount);
        run.UnloadAll();
    }

    [Fact]
    public void On_a_small_machine_their_paged_blocks_come_back_from_the_paging_file()
    {
        string[] drivers = ["FileServer:rate=100/s", "Cache:rate=500/s,entries=4000,block=16KB"];
        using DriverRun run = new(PagingMode.Amd64, drivers, megabytes: 24, pagingFile: 128);
        run.Run(60);
        Assert.True(run.Computer.Parts.Memory.Counters.PagesRead > 100, "Pages came back from the file.");
        AssertUndamaged(run);
        run.UnloadAll();
    }

    [Fact]
    public void They_hold_no_address_of_the_host_when_pages_move_at_every_access()
    {
        string[] drivers =
            ["FileServer:rate=50/s,files=20", "NetworkStack:rate=50/s", "Cache:rate=50/s,entries=100,block=5KB"];
        using DriverRun run = new(PagingMode.Amd64, drivers, megabytes: 32, pagingFile: 32, isHostile: true);
        run.Run(8);
        AssertUndamaged(run);
        Assert.True(((FileServer)run.Drivers[0]).ServedCount > 50);
        Assert.True(((NetworkStack)run.Drivers[1]).DeliveredCount > 50);
        Assert.True(((Cache)run.Drivers[2]).HitCount > 4);
        run.UnloadAll();
    }

    [Theory]
    [InlineData(PagingMode.Amd64)]
    [InlineData(PagingMode.X86)]
    public void The_same_seed_gives_the_same_end_and_another_seed_another(PagingMode mode)
    {
        string first = EndOf(mode, seed: 7);
        Assert.Equal(first, EndOf(mode, seed: 7));
        Assert.NotEqual(first, EndOf(mode, seed: 8));
    }

    [Fact]
    public void A_driver_that_is_unloaded_before_its_first_step_leaves_nothing_behind()
    {
        using DriverRun run = new(PagingMode.Amd64, [.. DriverCatalog.Entries.Select(entry => entry.Name)]);
        run.UnloadAll();
    }

    [Fact]
    public void A_server_under_load_is_unloaded_with_requests_that_still_wait()
    {
        using DriverRun run = new(PagingMode.Amd64, ["FileServer:rate=40000/s,workers=1"]);
        run.Run(0.5);
        run.UnloadAll();
        var server = (FileServer)run.Drivers[0];
        PoolCounters requests = run.Of(PoolKind.NonPaged, "Irp ");
        Assert.Equal(server.ServedCount + server.RefusedCount, requests.Allocations);
    }

    [Theory]
    [InlineData(PagingMode.Amd64)]
    [InlineData(PagingMode.Pae)]
    public void A_machine_that_was_saved_and_loaded_goes_on_as_if_nothing_had_been(PagingMode mode)
    {
        string[] drivers =
            [.. s_all, "Leaker:rate=500KB/s,block=50KB", "Fragmenter:after=0s,blocks=500", "SystemPteEater:pages=64"];
        using DriverRun run = new(mode, drivers, pagingFile: 32);
        run.Run(3);
        using Computer loaded = SavedComputers.Load(SavedComputers.Save(run.Computer));
        run.Run(5);
        Assert.True(loaded.Run(TimeSpan.FromSeconds(5)), loaded.Stop?.ToString());
        Assert.Equal(DescribeEnd(run.Computer), DescribeEnd(loaded));
        Assert.Equal(
            run.Drivers.Select(driver => driver.Text),
            loaded.Drivers.Cast<CatalogDriver>().Select(driver => driver.Text));

        foreach (Driver driver in loaded.Drivers)
        {
            Assert.True(loaded.Unload(driver, TimeSpan.FromSeconds(30)), driver.Name);
        }

        run.UnloadAll();
        Assert.Equal(DescribeEnd(run.Computer), DescribeEnd(loaded));
        Assert.Empty(loaded.OpenReader().Verify());
    }

    private static string EndOf(PagingMode mode, ulong seed)
    {
        using DriverRun run = new(mode, s_all, processorCount: 2, seed: seed);
        run.Run(20);
        return DescribeEnd(run.Computer);
    }

    private static string DescribeEnd(Computer computer)
    {
        PoolSnapshot snapshot = computer.Capture();
        IEnumerable<string> tags = snapshot.Tags.Select(tag => $"{tag.Tag} {tag.NonPaged} {tag.Paged}").Order();
        ulong steps = computer.Parts.Scheduler.StepCount;
        return $"{computer.Now} {steps} {computer.Kernel.Random.State} {string.Join(';', tags)}";
    }

    private static void AssertWorked(DriverRun run, int processorCount)
    {
        AssertUndamaged(run);
        FileServer server = run.Drivers.OfType<FileServer>().Single();
        NetworkStack network = run.Drivers.OfType<NetworkStack>().Single();
        Cache cache = run.Drivers.OfType<Cache>().Single();
        Assert.True(server.ServedCount > 100 && server.RefusedCount == 0);
        Assert.True(network.DeliveredCount > 100 && network.DroppedCount == 0);
        Assert.Equal(processorCount, BitOperations.PopCount(network.ProcessorMask));
        Assert.True(cache.HitCount > 10 && cache.EntryCount > 0 && cache.RefusedCount == 0);
    }

    private static void AssertUndamaged(DriverRun run)
    {
        Assert.Empty(run.Log);
        Assert.All(run.Drivers.OfType<FileServer>(), driver => Assert.Equal(0UL, driver.DamagedCount));
        Assert.All(run.Drivers.OfType<NetworkStack>(), driver => Assert.Equal(0UL, driver.DamagedCount));
        Assert.All(run.Drivers.OfType<Cache>(), driver => Assert.Equal(0UL, driver.DamagedCount));
    }
}

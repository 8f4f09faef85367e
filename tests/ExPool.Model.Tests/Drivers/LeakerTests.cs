using System;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Drivers;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>The leaker leaks at its rate, exhausts a pool, and gives everything back.</summary>
public sealed class LeakerTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData("pool=nonpaged,block=4KB", PoolKind.NonPaged)]
    [InlineData("pool=paged,block=64KB", PoolKind.Paged)]
    [InlineData("pool=paged,block=100B", PoolKind.Paged)]
    public void It_leaks_at_its_rate_to_the_block(string parameters, PoolKind kind)
    {
        using DriverRun run = new(PagingMode.Amd64, [$"Leaker:rate=1MB/s,{parameters}"]);
        run.Run(5);
        var leaker = (Leaker)run.Drivers[0];
        ulong block = leaker.Arguments["block"];
        Assert.InRange(leaker.HeldByteCount, (5 * Megabyte) - (Megabyte / 50) - block, 5 * Megabyte);
        Assert.Equal(leaker.HeldByteCount / block, run.Of(kind, "Leak").Outstanding);
        run.UnloadAll();
    }

    [Theory]
    [InlineData(PagingMode.Amd64, "nonpaged", "no")]
    [InlineData(PagingMode.Amd64, "paged", "no")]
    [InlineData(PagingMode.Amd64, "paged", "yes")]
    [InlineData(PagingMode.Pae, "nonpaged", "yes")]
    [InlineData(PagingMode.X86, "paged", "no")]
    public void When_it_has_exhausted_a_pool_others_are_refused_and_go_on_and_all_is_well_when_it_has_freed(
        PagingMode mode, string pool, string touch)
    {
        string[] drivers =
        [
            $"Leaker:pool={pool},rate=20MB/s,block=64KB,touch={touch}", "FileServer:rate=200/s,files=5000",
            "NetworkStack:rate=100/s", "Cache:rate=200/s,block=16KB",
        ];
        using DriverRun run = new(mode, drivers, megabytes: 48, pagingFile: 16);
        var leaker = (Leaker)run.Drivers[0];
        var server = (FileServer)run.Drivers[1];
        run.Run(20);
        Assert.True(leaker.IsExhausted, $"{leaker.HeldByteCount} bytes are leaked.");
        Assert.Contains(run.Log, line => line.StartsWith("leaker.sys: no more pool after ", StringComparison.Ordinal));
        Assert.True(Refused(run) > 0, "Somebody was refused.");

        Assert.True(run.Computer.Unload(leaker, TimeSpan.FromSeconds(10)));

        // The pools keep pages that became free for ten seconds.
        run.Run(12);
        (ulong served, ulong refused) = (server.ServedCount, Refused(run));
        run.Run(5);
        Assert.True(server.ServedCount > served + 500, "The server serves again.");
        Assert.Equal(refused, Refused(run));
        Assert.Single(run.Log);
        run.Drivers.RemoveAt(0);
        run.UnloadAll();
    }

    [Theory]
    [InlineData(PagingMode.Amd64, "paged", 3)]
    [InlineData(PagingMode.Pae, "nonpaged", 5)]
    public void Out_of_memory_with_everybody_at_work_nothing_is_lost(PagingMode mode, string pool, ulong seed)
    {
        string[] drivers =
        [
            $"Leaker:pool={pool},rate=20MB/s,block=32KB,touch=yes", "FileServer:rate=200/s,files=5000",
            "NetworkStack:packet=8KB", "Cache:rate=200/s,block=16KB", "Fragmenter:blocks=1000",
            "SystemPteEater:pages=4,frames=yes",
        ];
        using DriverRun run = new(mode, drivers, megabytes: 48, pagingFile: 16, processorCount: 3, seed: seed);
        run.Run(12);
        Assert.True(((Leaker)run.Drivers[0]).IsExhausted);
        run.UnloadAll();
    }

    [Fact]
    public void After_its_time_it_frees_all_and_ends()
    {
        using DriverRun run = new(PagingMode.Amd64, ["Leaker:rate=5MB/s,block=64KB,for=2s"]);
        run.Run(1.9);
        Assert.True(((Leaker)run.Drivers[0]).HeldByteCount > 9 * Megabyte);
        run.Run(0.2);
        Assert.Equal(0UL, ((Leaker)run.Drivers[0]).HeldByteCount);
        Assert.Equal(run.TagsAtBoot, run.InUse());
        run.UnloadAll();
    }

    [Fact]
    public void A_machine_of_256_GB_is_exhausted_in_seconds_of_the_host()
    {
        ComputerOptions options = new() { PhysicalByteCount = 256UL << 30, ProcessorCount = 2 };
        using Computer computer = Computer.Boot(options);
        Driver leaker = DriverCatalog.Create("Leaker:rate=1TB/s,block=100MB");
        computer.Add(leaker);
        Assert.True(computer.Run(TimeSpan.FromSeconds(1)), computer.Stop?.ToString());
        Assert.True(((Leaker)leaker).IsExhausted);
        Assert.InRange(((Leaker)leaker).HeldByteCount, 100UL << 30, 192UL << 30);
        Assert.True(computer.Unload(leaker, TimeSpan.FromSeconds(1)));
        Assert.Equal(0UL, computer.Capture().Tags.Single(tag => tag.Tag == "Leak").NonPaged.Outstanding);
    }

    private static ulong Refused(DriverRun run) =>
        ((FileServer)run.Drivers.Single(driver => driver is FileServer)).RefusedCount
        + ((NetworkStack)run.Drivers.Single(driver => driver is NetworkStack)).DroppedCount
        + ((Cache)run.Drivers.Single(driver => driver is Cache)).RefusedCount;
}

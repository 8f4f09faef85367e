using System;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>The server serves while there is pool, writes its events when there is none, and serves again.</summary>
public sealed class ServerTests
{
    [EveryMode]
    [Theory]
    public void A_healthy_server_answers_all_and_writes_no_event(PagingMode mode)
    {
        using DriverRun run = new(mode, ["Server:rate=500/s"]);
        run.Run(5);
        Server server = (Server)run.Drivers[0];
        Assert.InRange(server.ServedCount, 2450ul, 2500ul);
        Assert.Equal(0ul, server.RefusedCount);
        Assert.Empty(run.Computer.ReadEvents().Entries);
        run.UnloadAll();
        Assert.Equal(0ul, server.DamagedCount);
    }

    [Theory]
    [InlineData("nonpaged", 2019u, "nonpaged")]
    [InlineData("paged", 2020u, "paged")]
    public void An_empty_pool_is_an_event_at_once_and_then_once_a_minute_until_it_is_over(
        string pool, uint id, string name)
    {
        using DriverRun run = new(
            PagingMode.X86,
            [$"Leaker:pool={pool},rate=100MB/s,block=64KB", $"Leaker:pool={pool},block=64B,again=yes", "Server"]);
        run.Run(100);
        Server server = (Server)run.Drivers[2];
        EventLogEntry[] entries = [.. run.Computer.ReadEvents().Entries.Where(entry => entry.Id == id)];
        Assert.Equal(2, entries.Length);
        Assert.All(entries, entry => Assert.Equal(
            ("Srv", EventSeverity.Error, NtStatus.InsufficientResources,
                $"The server was unable to allocate from the system {name} pool because the pool was empty."),
            (entry.Source, entry.Severity, entry.Status, entry.Text)));
        Assert.InRange((entries[1].Time - entries[0].Time).TotalSeconds, 60, 61);
        Assert.Contains(
            "server.sys: clients see error 1130: Not enough server storage is available to process this command.",
            run.Log);

        Assert.True(run.Computer.Unload(run.Drivers[0], TimeSpan.FromSeconds(10)));
        Assert.True(run.Computer.Unload(run.Drivers[1], TimeSpan.FromSeconds(10)));
        run.Run(1);
        (ulong served, ulong refused) = (server.ServedCount, server.RefusedCount);
        run.Run(65);
        Assert.InRange(server.ServedCount - served, 12_900ul, 13_100ul);
        Assert.Equal(refused, server.RefusedCount);
        Assert.Equal(2, run.Computer.ReadEvents().Entries.Count(entry => entry.Id == id));
        Assert.Contains($"server.sys: clients are served again, {refused} requests were refused", run.Log);
        Assert.True(run.Computer.Unload(server, TimeSpan.FromSeconds(1)));
        Assert.Equal(0ul, server.DamagedCount);
        run.Computer.AssertPoolsAreSound();
    }

    [Fact]
    public void Too_few_work_items_are_an_event_that_counts_them()
    {
        using DriverRun run = new(PagingMode.Amd64, ["Server:rate=1000/s,items=10,answer=1s"]);
        run.Run(61);
        Server server = (Server)run.Drivers[0];
        EventLogEntry entry = Assert.Single(run.Computer.ReadEvents().Entries);
        Assert.Equal(("Srv", 2021u, EventSeverity.Warning), (entry.Source, entry.Id, entry.Severity));
        Assert.StartsWith("The server was unable to create a work item ", entry.Text);
        Assert.EndsWith(" times in the last 60 seconds.", entry.Text);
        Assert.InRange(server.ServedCount, 580ul, 620ul);
        run.UnloadAll();
    }
}

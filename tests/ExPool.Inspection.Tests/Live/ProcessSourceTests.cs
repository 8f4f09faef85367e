using System;
using System.Linq;
using ExPool.Inspection.Live;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Live;

/// <summary>Pools of this process, looked at as those of another one.</summary>
public sealed class ProcessSourceTests
{
    private static readonly ExecutiveOptions s_options = ExecutiveOptions.Default with
    {
        NonPagedMaximumByteCount = 16 << 20,
        PagedMaximumByteCount = 16 << 20,
    };

    [Fact]
    public void From_outside_counters_and_blocks_are_those_from_inside()
    {
        string name = $"outside-{Environment.ProcessId}";
        using Executive<HostMachine> executive = Boot(name);
        nuint small = executive.Allocate(PoolFlags.NonPaged, 100, "Smal");
        nuint large = executive.Allocate(PoolFlags.Paged, 10_000, "Larg");
        using ProcessSource source = ProcessSource.Open(Environment.ProcessId, name);

        Assert.Equal(executive.Capture().Tags.AsEnumerable(), source.Capture().Tags.AsEnumerable());
        PoolReader reader = Assert.IsType<PoolReader>(source.Blocks);
        Assert.Equal("Smal", reader.FindBlock(small)?.Tag.ToString());
        Assert.Equal(12_288UL, reader.FindBlock(large + 5000)?.ByteCount);
        Assert.Empty(reader.Verify(live: true));
        Assert.True(source.IsAlive);
        Assert.Null(source.WhyNoBlocks);
        Assert.Equal(SnapshotOriginKind.Process, source.Origin.Kind);
        Assert.Equal(name, source.Origin.PoolName);
    }

    [Fact]
    public void What_was_written_to_is_resident()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells which pages are in RAM.");
        string name = $"resident-{Environment.ProcessId}";
        using Executive<HostMachine> executive = Boot(name);
        using ProcessSource source = ProcessSource.Open(Environment.ProcessId, name);
        ulong before = Assert.NotNull(ResidentMemory.Measure(source, PoolKind.Paged));

        executive.Allocate(PoolFlags.Paged, 1 << 20, "Zero");

        Assert.True(ResidentMemory.Measure(source, PoolKind.Paged) >= before + (1 << 20));
    }

    [Fact]
    public void Each_executive_of_a_process_is_listed_by_name()
    {
        string first = $"one-{Environment.ProcessId}";
        string second = $"two-{Environment.ProcessId}";
        using Executive<HostMachine> one = Boot(first);
        using Executive<HostMachine> two = Boot(second);

        PoolProcess[] mine = [.. ControlRegionFinder.List().Where(found => found.ProcessId == Environment.ProcessId)];

        Assert.Contains(mine, found => found.PoolName == first && found.Problem is null);
        Assert.Contains(mine, found => found.PoolName == second && found.StartedAt is not null);
    }

    [Fact]
    public void A_name_that_is_not_there_is_answered_with_those_that_are()
    {
        string name = $"known-{Environment.ProcessId}";
        using Executive<HostMachine> executive = Boot(name);

        SourceException refusal = Assert.Throws<SourceException>(
            () => SnapshotSources.Open($"pid:{Environment.ProcessId}", "unknown"));

        Assert.Equal(SourceException.BadInput, refusal.ExitCode);
        Assert.Contains($"'{name}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Self_is_the_process_wide_pools()
    {
        using ISnapshotSource source = SnapshotSources.Open("self");
        nuint address = KernelPool.Allocate(PoolFlags.Paged, 64, "Self");

        PoolCounters before = Find(source.Capture());
        KernelPool.Free(address, "Self");
        PoolCounters after = Find(source.Capture());

        Assert.Equal(before.Outstanding - 1, after.Outstanding);
        Assert.NotNull(source.Blocks);
        Assert.Equal(SnapshotOriginKind.Self, source.Origin.Kind);
    }

    [Fact]
    public void A_closed_source_reads_nothing_and_harms_nothing()
    {
        string name = $"closed-{Environment.ProcessId}";
        using Executive<HostMachine> executive = Boot(name);
        ProcessSource source = ProcessSource.Open(Environment.ProcessId, name);
        source.Dispose();

        Assert.Throws<SourceException>(() => source.Capture());
    }

    private static PoolCounters Find(PoolSnapshot snapshot) =>
        snapshot.Tags.Single(static usage => usage.Tag == "Self").Paged;

    private static Executive<HostMachine> Boot(string name)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "Pools are found on Linux and Windows only.");
        return Executive<HostMachine>.Boot(HostMachine.Create(new HostMachineOptions { Name = name }), s_options);
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Inspection.Live;
using ExPool.Inspection.Tests.Reading;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Live;

/// <summary>Regions made by somebody careless or hostile: one clear line, and the reader lives.</summary>
public sealed class ControlRegionTests
{
    [Fact]
    public void A_region_that_is_not_sealed_is_refused()
    {
        using FabricatedRegion region = new(
            "unsealed", FabricatedRegion.SoundTables(), SyntheticImage.TablesByteCount, isSealed: false);

        AssertRefused(region.Name, "not sealed against shrinking");
    }

    [Fact]
    public void A_region_shorter_than_its_root_block_says_is_refused()
    {
        using FabricatedRegion region = new(
            "short", FabricatedRegion.SoundTables().AsSpan(0, 0x1000), 0x1000, isSealed: true);

        AssertRefused(
            region.Name,
            $"truncated: the region has 4096 bytes; its root block says {SyntheticImage.TablesByteCount}");
    }

    [Fact]
    public void A_region_shorter_than_a_root_block_is_refused()
    {
        using FabricatedRegion region = new("stub", [1, 2, 3], 3, isSealed: true);

        AssertRefused(region.Name, "truncated: 3 bytes");
    }

    [Fact]
    public void A_region_that_is_empty_is_refused()
    {
        using FabricatedRegion region = new("empty", [], 0, isSealed: true);

        AssertRefused(region.Name, "truncated: 0 bytes");
    }

    [Fact]
    public void A_region_of_other_bytes_is_refused()
    {
        byte[] garbage = new byte[0x2000];
        new Random(1).NextBytes(garbage);
        using FabricatedRegion region = new("garbage", garbage, garbage.Length, isSealed: true);

        AssertRefused(region.Name, "expected the bytes EXPOOLKD");
    }

    [Fact]
    public void A_region_whose_tables_lie_is_opened_but_not_believed()
    {
        byte[] tables = FabricatedRegion.SoundTables();
        tables[0x1000 + 7] = 0x7F; // The first processor's address.
        using FabricatedRegion region = new("liar", tables, tables.Length, isSealed: true);
        using ProcessSource source = ProcessSource.Open(Environment.ProcessId, region.Name);

        SourceException refusal = Assert.Throws<SourceException>(() => source.Capture());

        Assert.Equal(SourceException.BadInput, refusal.ExitCode);
        Assert.Contains("outside of the tables", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sound_region_gives_its_counters_whatever_made_it()
    {
        byte[] tables = FabricatedRegion.SoundTables();
        using FabricatedRegion region = new("sound", tables, tables.Length, isSealed: true);
        using ProcessSource source = ProcessSource.Open(Environment.ProcessId, region.Name);

        PoolSnapshot snapshot = source.Capture();

        Assert.Equal(6, snapshot.Tags.Length);
        Assert.Equal(8192UL, snapshot.Tags.Single(static usage => usage.Tag == "Bigg").NonPaged.BytesInUse);

        // Its pools are at addresses where this process has nothing.
        Assert.NotNull(source.WhyNoBlocks);
        Assert.Null(source.Blocks);
    }

    [Fact]
    public void A_region_that_its_process_is_just_making_is_waited_for()
    {
        byte[] tables = FabricatedRegion.SoundTables();
        using FabricatedRegion region = new("starting", new byte[tables.Length], tables.Length, isSealed: true);

        using ControlRegion opened = ControlRegionFinder.Open(
            Environment.ProcessId, region.Name, pause: () => region.Write(tables));

        Assert.Equal("test", opened.Root.Name);
    }

    [Fact]
    public void A_region_that_its_process_is_just_making_is_listed_without_a_problem()
    {
        byte[] tables = FabricatedRegion.SoundTables();
        using FabricatedRegion region = new("making", new byte[tables.Length], tables.Length, isSealed: true);

        IReadOnlyList<PoolProcess> listed = ControlRegionFinder.List(pause: () => region.Write(tables));

        // What can be read is listed by the name in its tables.
        Assert.DoesNotContain(listed, found => found.PoolName == region.Name);
        Assert.Contains(listed, static found =>
            found is { PoolName: "test", Problem: null } && found.ProcessId == Environment.ProcessId);
    }

    [Fact]
    public void A_damaged_region_is_listed_with_its_problem()
    {
        using FabricatedRegion region = new("listed", [1, 2, 3], 0x1000, isSealed: true);

        PoolProcess process = ControlRegionFinder.List().Single(found => found.PoolName == region.Name);

        Assert.Equal(Environment.ProcessId, process.ProcessId);
        Assert.Contains("EXPOOLKD", process.Problem, StringComparison.Ordinal);
        Assert.Null(process.StartedAt);
    }

    [Fact]
    public void A_region_of_another_process_that_is_merely_open_here_is_not_listed()
    {
        byte[] tables = FabricatedRegion.SoundTables();
        BitConverter.TryWriteBytes(tables.AsSpan(0x40), 1);
        using FabricatedRegion region = new("inherited", tables, tables.Length, isSealed: true);

        Assert.DoesNotContain(ControlRegionFinder.List(), static found =>
            found.ProcessId == Environment.ProcessId && found.PoolName == "test");
    }

    private static void AssertRefused(string name, string expected)
    {
        SourceException refusal = Assert.Throws<SourceException>(
            () => ProcessSource.Open(Environment.ProcessId, name));

        Assert.Equal(SourceException.BadInput, refusal.ExitCode);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}

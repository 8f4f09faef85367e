using System.Collections.Generic;
using ExPool.Cli.Screens;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Cli.Tests.Screens;

public sealed class LookasideScreenTests
{
    // The numbers of the sample in MicrosoftDocs/windows-driver-docs (CC-BY-4.0), debuggercmds/-lookaside.md.
    private static readonly LookasideUsage s_published = new()
    {
        Tag = new PoolTag("Ntfs"),
        Kind = PoolKind.Paged,
        BlockByteCount = 496,
        Depth = 0,
        SharedDepth = 0,
        Limit = 4,
        MaximumDepth = 4,
        ProcessorCount = 1,
        TotalAllocates = 272492,
        AllocateMisses = 8,
        TotalFrees = 272488,
        FreeMisses = 0,
    };

    [Fact]
    public void Hit_rates_are_those_of_the_published_sample()
    {
        string[] cells = new LookasideScreen([s_published], []).Row(s_published).Split(' ', 99, Clean);

        Assert.Equal(
            ["Ntfs", "Paged", "496", "0", "0", "4", "4", "0", "1", "272492", "8", "99", "%", "272488", "0", "100", "%"],
            cells);
    }

    [Fact]
    public void Rows_and_sums_stand_below_their_names()
    {
        List<LookasideUsage> rows =
        [
            s_published with
            {
                Tag = default, Kind = PoolKind.NonPaged, BlockByteCount = 64, Depth = 12, SharedDepth = 30, Limit = 96,
                MaximumDepth = 256, ProcessorCount = 3,
            },
            s_published with
            {
                Tag = default, BlockByteCount = 8192, TotalAllocates = 0, AllocateMisses = 0, Depth = 2,
            },
            s_published with { TotalAllocates = 123456789012345, TotalFrees = 123456789012300 },
        ];
        List<LookasideSum> sums =
            [LookasideSum.Of(rows, PoolKind.NonPaged), LookasideSum.Of(rows, PoolKind.Paged)];
        LookasideScreen screen = new(rows, sums);
        List<string> lines = [screen.Heading(), ""];
        rows.ForEach(row => lines.Add(screen.Row(row)));
        sums.ForEach(sum => lines.Add(screen.Sum(sum)));
        Expectation.Equal("lookaside.txt", lines);
    }

    private const System.StringSplitOptions Clean = System.StringSplitOptions.RemoveEmptyEntries;
}

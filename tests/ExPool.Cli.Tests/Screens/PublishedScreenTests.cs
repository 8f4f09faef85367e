using System.Collections.Generic;
using ExPool.Cli.Screens;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Cli.Tests.Screens;

/// <summary>
/// Numbers of the samples in MicrosoftDocs/windows-driver-docs (CC-BY-4.0): devtest/poolmon-display.md,
/// debuggercmds/-poolused.md, debuggercmds/-pool.md. Drawn by us, they must be the published characters.
/// </summary>
public sealed class PublishedScreenTests
{
    [Fact]
    public void Poolmons_published_screen_is_reproduced_from_its_numbers()
    {
        PoolmonHeader header = new()
        {
            Memory = 260620,
            Available = 96364,
            PageFaults = 0,
            KernelInRam = 1916,
            PagedInRam = 17856,
            Commit = 203500,
            CommitLimit = 640916,
            CommitPeak = 260632,
            NonPaged = 8332,
            Paged = 27220,
        };
        List<PoolRow> rows =
        [
            Row("Wait", PoolKind.NonPaged, 3971107, 0, 3971077, 0, 8456),
            Row("ObSt", PoolKind.NonPaged, 2791258, 0, 2791258, 0, 0),
            Row("Gxlt", PoolKind.Paged, 1161638, 0, 1161630, 0, 864),
            Row("Ustm", PoolKind.Paged, 1088342, 0, 1088298, 0, 2464),
            Row("Io", PoolKind.NonPaged, 1021112, 1, 1020985, 1, 91912),
            Row("ObSq", PoolKind.Paged, 967615, 0, 967615, 0, 0),
            Row("Key", PoolKind.Paged, 954821, 0, 953979, 0, 87528),
            Row("SePa", PoolKind.NonPaged, 680348, 0, 680321, 0, 3656),
        ];
        Expectation.Equal("poolmon-published.txt", Draw(header, " System pool information", rows));
    }

    [Fact]
    public void Poolmon_rows_with_changes_are_as_published()
    {
        PoolRow row = Row("Drsd", PoolKind.Paged, 560, 177, 539, 171, 17472) with { BytesChange = 4992 };
        Assert.Equal(
            " Drsd Paged       560 ( 177)       539 ( 171)       21   17472 (  4992)    832",
            new PoolmonScreen([row]).Row(row));
    }

    [Fact]
    public void Numbers_that_outgrow_poolmons_columns_widen_them_for_all_rows()
    {
        List<PoolRow> rows =
        [
            Row("Big", PoolKind.Paged, 123456789012345, 99999, 23456789012345, 12345, 987654321098765) with
            {
                BytesChange = -123456789,
                CallSite = "Cache.AllocateData (Cache.cs:12)",
            },
            Row("Tiny", PoolKind.NonPaged, 1, 0, 0, 0, 32),
        ];
        PoolmonHeader unknown = new() { NonPaged = 4, Paged = 123456789 };
        Expectation.Equal("poolmon-wide.txt", Draw(unknown, " Pool information of 1234 server", rows));
    }

    [Fact]
    public void Pooluseds_published_rows_are_reproduced_from_their_numbers()
    {
        List<(TagUsage Usage, string Text)> rows =
        [
            (Usage("1394", 1, 520, 0, 0), "UNKNOWN pooltag '1394', please update pooltag.txt"),
            (Usage("8042", 4, 3944, 0, 0), "PS/2 kb and mouse , Binary: i8042prt.sys"),
            (Usage("AGP", 1, 344, 2, 384), "UNKNOWN pooltag 'AGP ', please update pooltag.txt"),
            (Usage("AcpD", 40, 13280, 0, 0), "ACPI Pooltags , Binary: acpi.sys"),
            (Usage("Wmip", 146, 3504, 182, 18600), "Wmi General purpose allocation "),
            (Usage("usbp", 18, 77056, 2, 96), "UNKNOWN pooltag 'usbp', please update pooltag.txt"),
            (Usage("vPrt", 0, 0, 18, 68160), "UNKNOWN pooltag 'vPrt', please update pooltag.txt"),
        ];
        TagUsage total = Usage("x", 3570214, 209120008, 38769, 13066104);
        PoolusedScreen screen = new(isVerbose: false, rows.ConvertAll(row => row.Usage), total);
        List<string> lines = [.. screen.Heading("Tag")];
        rows.ForEach(row => lines.Add(screen.Row(row.Usage, row.Text)));
        lines.Add(screen.Total(total));
        Expectation.Equal("poolused-published.txt", lines);
    }

    [Fact]
    public void Verbose_poolused_has_four_columns_a_pool_that_stand_below_their_names()
    {
        TagUsage small = new(new PoolTag("CaEn"), new(12, 5, 224), default, null);
        TagUsage large = new(new PoolTag("CaDt"), default, new(12345678901, 5, 98765432109876), null);
        TagUsage total = new(default, small.NonPaged, large.Paged, null);
        PoolusedScreen screen = new(isVerbose: true, [small, large], total);
        List<string> lines = [.. screen.Heading("Paged Pool Consumed")];
        lines.Add(screen.Row(large, "  Cache.AllocateData"));
        lines.Add(screen.Row(small, ""));
        lines.Add(screen.Total(total));
        Expectation.Equal("poolused-verbose.txt", lines);
    }

    [Fact]
    public void Pools_published_page_is_reproduced_from_its_numbers()
    {
        const ulong Asked = 0xe1001050;
        List<string> lines = [];
        foreach ((ulong offset, ulong byteCount, ulong previous, string tag) in ((ulong, ulong, ulong, string)[])
            [
                (0x000, 0x40, 0x00, "MmDT"), (0x040, 0x10, 0x40, "Mm"), (0x050, 0x10, 0x10, "ObDi"),
                (0x060, 0x10, 0x10, "ObDi"), (0x070, 0x10, 0x10, "Symt"), (0x080, 0x40, 0x10, "ObDm"),
                (0x0c0, 0x10, 0x40, "ObDi"),
            ])
        {
            PoolBlockState state = tag == "Mm" ? PoolBlockState.Free : PoolBlockState.Allocated;
            ulong address = 0xe1001000 + offset;
            PoolBlockInfo block = new(
                address, address + 8, byteCount, previous, PoolKind.Paged, new PoolTag(tag), state, IsBig: false);
            lines.Add(PoolPageScreen.Row(block, PoolPageScreen.Holds(block, Asked)));
        }

        Expectation.Equal("pool-published.txt", lines);
    }

    private static List<string> Draw(PoolmonHeader header, string title, List<PoolRow> rows)
    {
        PoolmonScreen screen = new(rows);
        List<string> lines = [header.MemoryLine(), header.CommitLine(), title, screen.Heading(), ""];
        rows.ForEach(row => lines.Add(screen.Row(row)));
        return lines;
    }

    private static PoolRow Row(
        string tag, PoolKind kind, ulong allocations, long moreAllocations, ulong frees, long moreFrees, ulong bytes) =>
        new(new PoolTag(tag), kind, new(allocations, frees, bytes), moreAllocations, moreFrees, 0, null);

    // !poolused shows the blocks that live, so no frees are needed to reproduce it.
    private static TagUsage Usage(string tag, ulong blocks, ulong bytes, ulong pagedBlocks, ulong pagedBytes) =>
        new(new PoolTag(tag), new(blocks, 0, bytes), new(pagedBlocks, 0, pagedBytes), null);
}

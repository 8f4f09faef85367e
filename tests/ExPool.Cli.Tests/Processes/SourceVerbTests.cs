using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>The verbs that look into another process, on one that has known blocks.</summary>
[Collection(ProcessCollection.Name)]
public sealed class SourceVerbTests(SourceVerbTests.Fixture fixture) : IClassFixture<SourceVerbTests.Fixture>
{
    // A header of 8 bytes, units of 16; whole pages above 4072 bytes.
    private const ulong FileCharge = (TargetProcess.FileByteCount + 8 + 15) / 16 * 16;

    private const ulong CacheCharge = 2 * 4096;

    private TargetChild Target => fixture.Target;

    [Fact]
    public void List_shows_the_process_with_its_pools()
    {
        using JsonDocument document = Json("list", "--json");
        List<JsonElement> found = Find(document.RootElement.GetProperty("processes"), "processId", Target.ProcessId);
        JsonElement process = Assert.Single(found);
        Assert.Equal(TargetProcess.PoolName, process.GetProperty("pool").GetString());
        Assert.Equal(JsonValueKind.Null, process.GetProperty("problem").ValueKind);
        string row = Assert.Single(
            ToolProcess.Run("list").Lines,
            line => line.Contains(Target.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        Assert.Contains(TargetProcess.PoolName, row, StringComparison.Ordinal);
    }

    [Fact]
    public void Mon_once_prints_poolmons_rows()
    {
        ToolResult result = ToolProcess.Run("mon", Target.Moniker, "--once", "--sort", "b");
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Equal(
            " Tag  Type     Allocs            Frees            Diff   Bytes       Per Alloc  First call site",
            result.Lines[3]);
        Assert.StartsWith(
            $" Cach Paged         3 (   0)         0 (   0)        3   {3 * CacheCharge} (     0)   {CacheCharge}  ",
            result.Lines[4],
            StringComparison.Ordinal);
        Assert.StartsWith(
            $" File Nonp          7 (   0)         0 (   0)        7     {7 * FileCharge} (     0)    {FileCharge}  ",
            result.Lines[5],
            StringComparison.Ordinal);
        Assert.Contains("TargetProcess.OpenFile", result.Lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Mon_without_a_terminal_is_one_table_and_says_so()
    {
        ToolResult result = ToolProcess.Run("mon", Target.Moniker);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--once", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(6, result.Lines.Length);
    }

    [Fact]
    public void Mon_json_is_one_document_with_exact_counters()
    {
        using JsonDocument document = Json("mon", Target.Moniker, "--once", "--json");
        JsonElement root = document.RootElement;
        Assert.Equal(Target.Moniker, root.GetProperty("source").GetString());
        Assert.Equal(TargetProcess.PoolName, root.GetProperty("pool").GetString());
        Assert.Equal(Target.ProcessId, root.GetProperty("process").GetProperty("id").GetInt32());
        Assert.True(root.GetProperty("captureMilliseconds").GetDouble() > 0);
        Assert.True(root.GetProperty("nonPaged").GetProperty("committedBytes").GetInt64() > 0);
        JsonElement file = Assert.Single(Find(root.GetProperty("tags"), "tag", "File"));
        Assert.Equal("nonpaged", file.GetProperty("type").GetString());
        Assert.Equal(TargetProcess.FileCount, file.GetProperty("outstanding").GetInt32());
        Assert.Equal(TargetProcess.FileCount * FileCharge, file.GetProperty("bytes").GetUInt64());
        Assert.Equal(
            TargetProcess.CacheCount * CacheCharge,
            root.GetProperty("totals").GetProperty("paged").GetProperty("bytes").GetUInt64());
    }

    [Fact]
    public void Mon_csv_has_a_heading_and_a_row_a_tag()
    {
        ToolResult result = ToolProcess.Run("mon", Target.Moniker, "--once", "--csv", "--pool", "nonpaged");
        string[] lines = result.Output.Split("\r\n");
        Assert.Equal("capturedAt,tag,type,allocations,frees,outstanding,bytes,bytesPerBlock,callSite", lines[0]);
        Assert.Contains($",File,nonpaged,7,0,7,{7 * FileCharge},{FileCharge},", lines[1], StringComparison.Ordinal);
        Assert.Equal("", lines[2]);
    }

    [Fact]
    public void Poolused_prints_the_documented_layout_and_chooses_tags()
    {
        ToolResult result = ToolProcess.Run("poolused", Target.Moniker, "--tag", "F*");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("   Sorting by  Tag", result.Lines[0]);
        Assert.Equal(" Tag    Allocs     Used    Allocs     Used", result.Lines[3]);
        Assert.StartsWith(" File        7      784         0        0  ", result.Lines[4], StringComparison.Ordinal);
        Assert.Equal(" TOTAL           7       784         0        0", result.Lines[5]);
    }

    [Fact]
    public void Poolfind_finds_every_block_of_a_tag()
    {
        using JsonDocument document = Json("poolfind", Target.Moniker, "Cach", "--json");
        List<JsonElement> blocks = Find(document.RootElement.GetProperty("blocks"), "state", "allocated");
        Assert.Equal(TargetProcess.CacheCount, blocks.Count);
        Assert.All(blocks, block => Assert.Equal(CacheCharge, block.GetProperty("bytes").GetUInt64()));
        ToolResult none = ToolProcess.Run("poolfind", Target.Moniker, "Cach", "--pool", "nonpaged");
        Assert.Equal(0, none.ExitCode);
        Assert.Empty(none.Output);
    }

    [Fact]
    public void Pool_marks_the_block_that_holds_the_address()
    {
        // The target's lists give blocks back once a second: two looks are alike when none came between.
        const int Looks = 5;
        string address = Target.Address.ToString("x", CultureInfo.InvariantCulture);
        ToolResult result = ToolProcess.Run("pool", Target.Moniker, $"0x{address}");
        ToolResult plain = ToolProcess.Run("pool", Target.Moniker, address);
        for (int look = 1; look < Looks && result.Output != plain.Output; look++)
        {
            result = ToolProcess.Run("pool", Target.Moniker, $"0x{address}");
            plain = ToolProcess.Run("pool", Target.Moniker, address);
        }

        Assert.Equal(0, result.ExitCode);
        string marked = Assert.Single(result.Lines, line => line.StartsWith('*'));
        Assert.Contains($" size:   {FileCharge:x} previous size: ", marked, StringComparison.Ordinal);
        Assert.EndsWith("(Allocated) *File", marked, StringComparison.Ordinal);
        Assert.Equal(result.Output, plain.Output);
    }

    [Fact]
    public void Poolval_finds_nothing_wrong_and_says_how_much_it_checked()
    {
        ToolResult result = ToolProcess.Run("poolval", Target.Moniker);
        Assert.Equal("", result.Error);
        Assert.Matches(@"^no damage found: \d+ blocks in \d+ pages checked\r?\n$", result.Output);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void Vm_tells_pages_descriptors_and_fragmentation_of_both_pools()
    {
        using JsonDocument document = Json("vm", Target.Moniker, "--json");
        JsonElement nonPaged = document.RootElement.GetProperty("nonPaged");
        JsonElement paged = document.RootElement.GetProperty("paged");
        Assert.Equal(TargetProcess.FileCount * FileCharge, nonPaged.GetProperty("chargedBytes").GetUInt64());
        Assert.True(nonPaged.GetProperty("bytesInUse").GetUInt64() >= 4096);
        Assert.True(nonPaged.GetProperty("descriptors")[0].GetProperty("allocations").GetUInt64() > 0);
        Assert.True(paged.GetProperty("descriptors")[0].GetProperty("bigPages").GetUInt64() >= 6);
        JsonElement found = nonPaged.GetProperty("fragmentation");
        ulong free = found.GetProperty("freeBytesInPages").GetUInt64();
        Assert.InRange(free, 1UL, found.GetProperty("smallPageBytes").GetUInt64());
        Assert.True(found.GetProperty("freeBlocks").GetArrayLength() > 0);
        Assert.True(found.GetProperty("freeRuns").GetArrayLength() > 0);
        ToolResult screen = ToolProcess.Run("vm", Target.Moniker);
        Assert.Equal(0, screen.ExitCode);
        Assert.Empty(screen.Error);
        Assert.Contains(screen.Lines, line => line.StartsWith("PagedPool 0 Usage:", StringComparison.Ordinal));
        Assert.Contains(screen.Lines, line => line.StartsWith("NonPagedPool Max:", StringComparison.Ordinal));
    }

    [Fact]
    public void Self_is_the_tool_and_has_no_tags_yet()
    {
        using JsonDocument document = Json("mon", "self", "--once", "--json");
        Assert.Equal("self", document.RootElement.GetProperty("source").GetString());
        Assert.Equal(0, document.RootElement.GetProperty("tags").GetArrayLength());
        Assert.StartsWith("no damage found: ", ToolProcess.Run("poolval", "self").Output, StringComparison.Ordinal);
        Assert.Equal(0, ToolProcess.Run("vm", "self").ExitCode);
        Assert.Equal(0, ToolProcess.Run("lookaside", "self", "--all").ExitCode);
    }

    private static JsonDocument Json(params string[] arguments)
    {
        ToolResult result = ToolProcess.Run(arguments);
        Assert.Equal(0, result.ExitCode);
        Assert.Single(result.Lines);
        return JsonDocument.Parse(result.Output);
    }

    private static List<JsonElement> Find(JsonElement array, string property, object value)
    {
        List<JsonElement> found = [];
        foreach (JsonElement element in array.EnumerateArray())
        {
            if (element.GetProperty(property).ToString() == Convert.ToString(value, CultureInfo.InvariantCulture))
            {
                found.Add(element);
            }
        }

        return found;
    }

    /// <summary>One target for all tests here.</summary>
    public sealed class Fixture : IDisposable
    {
        internal TargetChild Target { get; } = new(TargetMode.Pools);

        public void Dispose() => Target.Dispose();
    }
}

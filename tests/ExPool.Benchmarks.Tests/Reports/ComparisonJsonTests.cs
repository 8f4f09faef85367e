using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Rows;
using Xunit;

namespace ExPool.Benchmarks.Tests.Reports;

public sealed class ComparisonJsonTests
{
    private static readonly MachineDescription s_machine = new()
    {
        Cpu = "A processor",
        Glibc = "2.36",
        Load = null,
        Peers = new Dictionary<string, string?> { ["mimalloc"] = "libmimalloc2.0 2.0.9" },
    };

    [Fact]
    public void The_document_names_machine_command_date_rows_and_missing()
    {
        JsonElement document = Write(Result(new() { ["ours"] = 3 }), [new("jemalloc", "apt-get install libjemalloc2")]);

        Assert.Equal("A processor", document.GetProperty("machine").GetProperty("cpu").GetString());
        Assert.Equal("libmimalloc2.0 2.0.9",
            document.GetProperty("machine").GetProperty("peers").GetProperty("mimalloc").GetString());
        Assert.Equal("compare --quick", document.GetProperty("command").GetString());
        Assert.Equal("2026-03-01T12:00:00Z", document.GetProperty("date").GetString());
        JsonElement missing = document.GetProperty("missing")[0];
        Assert.Equal("jemalloc", missing.GetProperty("name").GetString());
        Assert.Equal("apt-get install libjemalloc2", missing.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_row_has_work_unit_ours_and_its_peers()
    {
        RowResult result = Result(new()
        {
            ["harness"] = 0.2,
            ["ours"] = 3.14159,
            ["NativeMemory"] = 6.5,
            ["mimalloc"] = 7,
            ["mimalloc+Suppress"] = 5,
        });

        JsonElement row = Write(result, []).GetProperty("rows")[0];

        Assert.Equal("pair.64", row.GetProperty("work").GetString());
        Assert.Equal("ns", row.GetProperty("unit").GetString());
        Assert.Equal(3.1416, row.GetProperty("ours").GetDouble());
        Assert.Equal(0.2, row.GetProperty("harness").GetDouble());
        Assert.Equal(
            ["NativeMemory", "mimalloc", "mimalloc+Suppress"],
            row.GetProperty("peers").EnumerateObject().Select(peer => peer.Name));
        Assert.True(row.GetProperty("goal").GetProperty("holds").GetBoolean());
    }

    [Fact]
    public void The_table_becomes_text_and_a_page()
    {
        CellTable table = ComparisonTable.Of([Result(new() { ["ours"] = 3, ["NativeMemory"] = 6, ["mimalloc"] = 4 })]);
        using StringWriter text = new();
        using StringWriter page = new();

        table.WriteText(text);
        table.WriteMarkdown(page);

        Assert.Equal(2, text.ToString().TrimEnd().Split('\n').Length);
        Assert.Contains("| pair.64 | ns | 3.00 | 6.00 | 4.00 | - | - | - | - | 0.50 | 0.75 |", page.ToString());
        Assert.StartsWith("| work | unit | ours |", page.ToString());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(0.5, "████████████")]
    [InlineData(2, "████████████████████████")]
    public void A_bar_is_as_long_as_its_part(double part, string expected) =>
        Assert.Equal(expected, GrowthChart.Bar(part));

    private static RowResult Result(Dictionary<string, double> values) =>
        new(RowTable.All.Single(row => row.Id == "pair.64"), values);

    private static JsonElement Write(RowResult result, MissingPeer[] missing)
    {
        DateTimeOffset date = new(2026, 3, 1, 13, 0, 0, TimeSpan.FromHours(1));
        ComparisonReport report = new(s_machine, "compare --quick", date, MeasurePlan.Quick, [result], missing);
        using MemoryStream stream = new();
        ComparisonJson.Write(stream, report);
        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return document.RootElement.Clone();
    }
}

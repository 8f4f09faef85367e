using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using ExPool.Benchmarks.Machines;
using ExPool.Benchmarks.Reports;
using ExPool.Model;
using Xunit;

namespace ExPool.Benchmarks.Tests.Machines;

public sealed class ModelRunTests
{
    private static readonly ModelPlan s_plan = new(1, 1000, 100, 2, [2, 4]);

    [Fact]
    public void Larger_machines_have_more_page_tables_after_boot()
    {
        List<ModelRow> rows = [.. new BootRows(s_plan).Measure()];

        Assert.True(Find(rows, "boot.4GB.host.contents.pagetables") > Find(rows, "boot.2GB.host.contents.pagetables"));
        Assert.True(Find(rows, "boot.2GB.time") > 0);
    }

    [Fact]
    public void Exhausted_pools_gave_out_what_the_release_allows()
    {
        List<ModelRow> rows = [.. new ExhaustRows(s_plan).Measure()];

        Assert.InRange(Find(rows, "exhaust.Windows-Server-2003.x86.2GB.leaked"), 200, 256);
        Assert.InRange(Find(rows, "exhaust.Windows-7.x64.2GB.leaked"), 1024, 1536);
    }

    [Fact]
    public void Every_pair_has_both_times_and_their_ratio()
    {
        List<ModelRow> rows = [.. new PairRows(s_plan).Measure()];

        foreach (string architecture in new[] { "x64", "x86" })
        {
            double host = Find(rows, $"pair.{architecture}.64.host");
            double model = Find(rows, $"pair.{architecture}.64.model");
            Assert.Equal(model / host, Find(rows, $"pair.{architecture}.64.slowdown"), 6);
        }
    }

    [Fact]
    public void Touched_frames_of_a_machine_are_counted_and_more_after_more_was_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells");
        const int PageCount = 1000;
        using Computer computer = Computer.Boot(new ComputerOptions());
        long before = HostFrames.CountTouched(computer)!.Value;
        nuint block = computer.Kernel.Allocate(PoolFlags.NonPaged, PageCount * 4096, "Test");
        computer.Kernel.Fill(block, PageCount * 4096, 1);

        Assert.InRange(HostFrames.CountTouched(computer)!.Value - before, PageCount, PageCount + 100);
    }

    [Fact]
    public void Accesses_are_measured_six_ways()
    {
        List<ModelRow> rows = [.. new AccessRows(s_plan).Measure()];

        Assert.Equal(6, rows.Count);
        Assert.All(rows, row => Assert.True(row.Value > 0, row.Name));
    }

    [Fact]
    public void Goals_hold_or_not_and_what_is_not_known_is_null_or_a_dash()
    {
        ModelReport report = new(
            new MachineDescription
            {
                Cpu = "A processor",
                Glibc = null,
                Load = null,
                Peers = new Dictionary<string, string?>(),
            },
            "model",
            DateTimeOffset.UnixEpoch,
            s_plan,
            [new("a", "ns", 5, 4), new("b", "ns", 4, 4), new("c", "bytes", null, 24), new("d", "ns", 1)]);
        using MemoryStream json = new();
        using StringWriter table = new();
        report.WriteJson(json);
        report.ToTable().WriteMarkdown(table);
        using JsonDocument document = JsonDocument.Parse(json.ToArray());

        JsonElement rows = document.RootElement.GetProperty("rows");
        Assert.False(rows[0].GetProperty("holds").GetBoolean());
        Assert.True(rows[1].GetProperty("holds").GetBoolean());
        Assert.Equal(JsonValueKind.Null, rows[2].GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, rows[3].GetProperty("holds").ValueKind);
        Assert.Contains("| a | 5.00 | ns | <= 4.00 | NO |", table.ToString());
        Assert.Contains("| c | - | bytes | <= 24.0 | - |", table.ToString());
    }

    private static double Find(IEnumerable<ModelRow> rows, string name) =>
        rows.Single(row => row.Name == name).Value!.Value;
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Steps;
using Xunit;

namespace ExPool.Benchmarks.Tests.Steps;

public sealed class StepsRunTests
{
    private static readonly MachineDescription s_machine = new()
    {
        Cpu = "A processor",
        Glibc = "2.36",
        Load = null,
        Peers = new Dictionary<string, string?>(),
    };

    [Fact]
    public void Every_step_is_measured_and_stands_in_table_page_and_document()
    {
        MeasurePlan plan = new() { Rounds = 1, SampleLength = TimeSpan.FromMilliseconds(1) };

        IReadOnlyList<StepResult> results = new StepsRun(plan, TextWriter.Null).Run();

        StepsReport report = new(s_machine, "steps", DateTimeOffset.UnixEpoch, plan.Rounds, results);
        using MemoryStream page = new();
        using MemoryStream json = new();
        report.WriteMarkdown(page);
        report.WriteJson(json);
        string text = Encoding.UTF8.GetString(page.ToArray());
        using JsonDocument document = JsonDocument.Parse(json.ToArray());
        Assert.Equal(results.Count, document.RootElement.GetProperty("steps").GetArrayLength());
        Assert.All(results, result => Assert.True(result.Nanoseconds > 0, result.Name));
        Assert.All(results, result => Assert.Contains($"| `{result.Name}`: ", text));
        Assert.All(StepBook.Differences, difference =>
            Assert.Contains($"| `{difference.More}` - `{difference.Less}`: ", text));
    }

    [Fact]
    public void A_difference_is_what_one_step_takes_more()
    {
        StepResult[] results = [new("long", "a", 5), new("short", "b", 2)];

        Assert.Equal(3, StepsRun.Of(results, new StepDifference("more", "long", "short")));
        Assert.Throws<ArgumentException>(() => StepsRun.Of(results, new StepDifference("more", "long", "none")));
    }
}

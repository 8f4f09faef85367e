using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Tuner;
using Xunit;

namespace ExPool.Benchmarks.Tests.Tuner;

public sealed class TunerRunTests
{
    private static readonly TunerPlan s_plan = new(Periods: 10, Rounds: 1);

    [Fact]
    public void Hits_and_held_bytes_repeat_and_idle_lists_end_empty_with_the_tuner_only()
    {
        IReadOnlyList<TunerResult> first = new TunerRun(s_plan, TextWriter.Null).Run();
        IReadOnlyList<TunerResult> second = new TunerRun(s_plan, TextWriter.Null).Run();

        Assert.Equal(TunerLoad.All.Count * TunerSetting.All.Count, first.Count);
        Assert.Equal(first.Select(WithoutTimes), second.Select(WithoutTimes));
        Assert.Equal(0ul, Find(first, "idle", "tuner").HeldAtEnd);
        Assert.NotEqual(0ul, Find(first, "idle", "none").HeldAtEnd);
        Assert.Null(Find(first, "steady", "no lists").HitRate);
        Assert.All(first, result => Assert.True(result.Nanoseconds > 0, result.Load));
    }

    [Fact]
    public void What_is_not_known_is_null_in_the_document_and_a_dash_in_the_table()
    {
        TunerReport report = new(
            new MachineDescription
            {
                Cpu = "A processor",
                Glibc = null,
                Load = null,
                Peers = new Dictionary<string, string?>(),
            },
            "tuner",
            DateTimeOffset.UnixEpoch,
            s_plan,
            [new TunerResult("idle", "no lists", null, 0, 0, 12.5, null)]);
        using MemoryStream json = new();
        using StringWriter table = new();
        report.WriteJson(json);
        report.ToTable().WriteMarkdown(table);
        using JsonDocument document = JsonDocument.Parse(json.ToArray());

        JsonElement row = document.RootElement.GetProperty("rows")[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("hitRate").ValueKind);
        Assert.Equal(12.5, row.GetProperty("nanoseconds").GetDouble());
        Assert.Contains("| idle, no lists | - | 0.00 | 0.00 | 12.5 | - |", table.ToString());
    }

    private static TunerResult WithoutTimes(TunerResult result) => result with
    {
        Nanoseconds = 0,
        AdjustMicroseconds = null,
    };

    private static TunerResult Find(IReadOnlyList<TunerResult> results, string load, string setting) =>
        results.Single(result => result.Load == load && result.Setting == setting);
}

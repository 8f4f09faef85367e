using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using ExPool.Benchmarks.Tuner;

namespace ExPool.Benchmarks.Reports;

/// <summary>What <c>tuner</c> found out: its table, its page and its document.</summary>
/// <param name="Machine">Where was measured.</param>
/// <param name="Command">How the run was started.</param>
/// <param name="Date">When it began.</param>
/// <param name="Plan">How long and how often.</param>
/// <param name="Results">A row for each load under each setting.</param>
internal sealed record TunerReport(
    MachineDescription Machine, string Command, DateTimeOffset Date, TunerPlan Plan, IReadOnlyList<TunerResult> Results)
    : IResultReport
{
    private const double Kibi = 1024;

    /// <summary>The rows.</summary>
    public CellTable ToTable()
    {
        CellTable table = new(
            "load, tuner", "hits %", "held at the end, KiB", "on average, KiB", "ns an operation", "us a call");
        foreach (TunerResult result in Results)
        {
            table.Add(
                $"{result.Load}, {result.Setting}",
                Percent(result.HitRate),
                NumberText.Of(result.HeldAtEnd / Kibi),
                NumberText.Of(result.HeldOnAverage / Kibi),
                NumberText.Of(result.Nanoseconds),
                NumberText.Of(result.AdjustMicroseconds));
        }

        return table;
    }

    /// <summary>Writes the page, as bench/results keeps it.</summary>
    /// <param name="output">Where to.</param>
    public void WriteMarkdown(Stream output)
    {
        using StreamWriter writer = new(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"# The look-aside tuner, {Machine.Cpu}");
        writer.WriteLine();
        writer.WriteLine($"{Date:yyyy-MM-dd}, `{Command}`. {Machine.Cores} cores, {Machine.Kernel}, {Machine.Runtime}, "
            + $"load at the start {Machine.Load ?? "-"}. {Plan.Periods} periods, {Plan.Rounds} rounds by turns.");
        foreach (TunerLoad load in TunerLoad.All)
        {
            writer.WriteLine($"* {load.Name}: {load.Operation}");
        }

        writer.WriteLine();
        writer.WriteLine("What is compared: [bench/README.md](../../README.md#the-tuner).");
        writer.WriteLine();
        ToTable().WriteMarkdown(writer);
    }

    /// <summary>Writes the document.</summary>
    /// <param name="output">Where to.</param>
    public void WriteJson(Stream output)
    {
        using Utf8JsonWriter json = new(output, MachineJson.Options);
        json.WriteStartObject();
        MachineJson.Write(json, Machine);
        json.WriteString("command", Command);
        json.WriteString("date", MachineJson.Text(Date));
        json.WriteNumber("periods", Plan.Periods);
        json.WriteNumber("rounds", Plan.Rounds);
        json.WriteStartArray("rows");
        foreach (TunerResult result in Results)
        {
            WriteRow(json, result);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, TunerResult result)
    {
        json.WriteStartObject();
        json.WriteString("load", result.Load);
        json.WriteString("setting", result.Setting);
        WriteOrNull("hitRate", result.HitRate);
        json.WriteNumber("heldBytesAtEnd", result.HeldAtEnd);
        json.WriteNumber("heldBytesOnAverage", Math.Round(result.HeldOnAverage));
        json.WriteNumber("nanoseconds", Math.Round(result.Nanoseconds, 4));
        WriteOrNull("adjustMicroseconds", result.AdjustMicroseconds);
        json.WriteEndObject();

        void WriteOrNull(string name, double? value)
        {
            if (value is { } known)
            {
                json.WriteNumber(name, Math.Round(known, 6));
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }

    // Two digits: between 99 and 100 is where lists differ.
    private static string Percent(double? part) =>
        part is { } known ? (known * 100).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}

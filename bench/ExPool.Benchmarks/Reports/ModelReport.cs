using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using ExPool.Benchmarks.Machines;

namespace ExPool.Benchmarks.Reports;

/// <summary>What <c>model</c> found out: its table, its page and its document.</summary>
/// <param name="Machine">Where was measured.</param>
/// <param name="Command">How the run was started.</param>
/// <param name="Date">When it began.</param>
/// <param name="Plan">How much was done.</param>
/// <param name="Rows">The values.</param>
internal sealed record ModelReport(
    MachineDescription Machine, string Command, DateTimeOffset Date, ModelPlan Plan, IReadOnlyList<ModelRow> Rows)
    : IResultReport
{
    /// <summary>The rows.</summary>
    public CellTable ToTable()
    {
        CellTable table = new("row", "value", "unit", "goal", "holds");
        foreach (ModelRow row in Rows)
        {
            string holds = row.Holds switch { true => "yes", false => "NO", null => "-" };
            string goal = row.Goal is { } most ? $"<= {NumberText.Of(most)}" : "-";
            table.Add(row.Name, NumberText.Of(row.Value), row.Unit, goal, holds);
        }

        return table;
    }

    /// <summary>Writes the page, as bench/results keeps it.</summary>
    /// <param name="output">Where to.</param>
    public void WriteMarkdown(Stream output)
    {
        using StreamWriter writer = new(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        writer.WriteLine($"# The model computer, {Machine.Cpu}");
        writer.WriteLine();
        writer.WriteLine($"{Date:yyyy-MM-dd}, `{Command}`. {Machine.Cores} cores, {Machine.Kernel}, {Machine.Runtime}, "
            + $"load at the start {Machine.Load ?? "-"}. {Plan.Rounds} rounds, medians; pools are exhausted once.");
        writer.WriteLine();
        writer.WriteLine("What is measured: [bench/README.md](../../README.md#the-model-computer).");
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
        json.WriteNumber("rounds", Plan.Rounds);
        json.WriteStartArray("rows");
        foreach (ModelRow row in Rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteString("unit", row.Unit);
            WriteOrNull(json, "value", row.Value);
            WriteOrNull(json, "goal", row.Goal);
            if (row.Holds is { } holds)
            {
                json.WriteBoolean("holds", holds);
            }
            else
            {
                json.WriteNull("holds");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 4));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

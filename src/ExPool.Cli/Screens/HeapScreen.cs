using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using ExPool.Ke;
using ExPool.Model.Reports;
using static ExPool.Cli.Screens.NumberText;

namespace ExPool.Cli.Screens;

/// <summary>Tells what a heap did, step by step, with what it has after each.</summary>
internal static class HeapScreen
{
    private const ulong KilobytesPerPage = 4;
    private const ulong Kilobyte = 1024;

    /// <summary>The lines.</summary>
    /// <param name="report">What it did.</param>
    public static IEnumerable<string> Lines(HeapReport report)
    {
        yield return report.Machine;
        ImmutableArray<HeapBlock> free = [];
        for (int number = 0; number < report.Steps.Length; number++)
        {
            HeapStep step = report.Steps[number];
            yield return "";
            string mark = $"{Text((ulong)number + 1)}.";
            foreach (string sentence in Told(report, step, free))
            {
                yield return $"{mark,-2} {sentence}";
                mark = "";
            }

            foreach (string line in TextTable.Lines(Rows(report, step), leftColumns: 2))
            {
                yield return $"   {line}";
            }

            free = step.Free;
        }
    }

    private static string[] Told(HeapReport report, HeapStep step, ImmutableArray<HeapBlock> free)
    {
        string place = step.Address is { } address ? Address(report, address) : "-";
        return step switch
        {
            { Action: HeapAction.Create } =>
            [
                $"An application has a heap: a region of {report.RegionByteCount / Kilobyte} KB is reserved, and is "
                + "one free block.",
            ],
            { Action: HeapAction.Free, Status: NtStatus.Success } =>
                [$"It gives the block at {place} back: that is free, one block with what is free beside it."],
            { Action: HeapAction.Free } =>
                [$"It gives the block at {place} back: {step.Status}, because that is not in use."],
            { Status: not NtStatus.Success } => [$"It wants {step.ByteCount} bytes: {step.Status}."],
            _ =>
            [
                $"It wants {step.ByteCount} bytes: the first {Taken(step)} of {Origin(report, step, free)} are noted "
                + "as in use.",
                $"It gets {place}; what remains is on the free list.",
            ],
        };
    }

    private static string Origin(HeapReport report, HeapStep step, ImmutableArray<HeapBlock> free)
    {
        foreach (HeapBlock block in free)
        {
            if (block.Address == step.Address)
            {
                return $"the free block at {Address(report, block.Address)}";
            }
        }

        return "another region";
    }

    private static ulong Taken(HeapStep step)
    {
        foreach (HeapBlock block in step.InUse)
        {
            if (block.Address == step.Address)
            {
                return block.ByteCount;
            }
        }

        return 0;
    }

    private static List<string[]> Rows(HeapReport report, HeapStep step)
    {
        List<string[]> rows = [];
        foreach (HeapRegion region in step.Regions)
        {
            rows.Add(
            [
                "region", Address(report, region.Address), Text(region.ReservedPages * KilobytesPerPage * Kilobyte),
                $"bytes, {Text(region.CommittedPages * KilobytesPerPage)} KB of them committed",
            ]);
        }

        foreach (HeapBlock block in step.InUse)
        {
            rows.Add(["in use", Address(report, block.Address), Text(block.ByteCount), "bytes"]);
        }

        foreach (HeapBlock block in step.Free)
        {
            rows.Add(["free", Address(report, block.Address), Text(block.ByteCount), "bytes"]);
        }

        // The last column is a text behind a number.
        int width = 0;
        rows.ForEach(row => width = int.Max(width, row[3].Length));
        rows.ForEach(row => row[3] = row[3].PadRight(width));
        return rows;
    }

    private static string Address(HeapReport report, ulong address) => address.ToString(
        report.PointerByteCount == sizeof(uint) ? "X8" : "X16", CultureInfo.InvariantCulture);
}

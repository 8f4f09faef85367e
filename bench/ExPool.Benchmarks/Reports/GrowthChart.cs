using System;
using System.Globalization;
using System.IO;
using ExPool.Benchmarks.Growth;

namespace ExPool.Benchmarks.Reports;

/// <summary>A growth table with a bar for each value.</summary>
internal static class GrowthChart
{
    private const int BarColumns = 24;

    /// <summary>Prints the table.</summary>
    /// <param name="table">What was measured.</param>
    /// <param name="output">Where to.</param>
    public static void Write(GrowthTable table, TextWriter output)
    {
        double largest = 0;
        foreach (GrowthPoint point in table.Points)
        {
            largest = Math.Max(largest, Math.Max(point.Ours, point.NativeMemory));
        }

        output.WriteLine($"{table.Series.Id}: {table.Series.Title} ({table.Series.Unit})");
        output.WriteLine(
            $"{table.Series.XName,12}  {"ours",8} {"",BarColumns}  {"NativeMemory",12} {"",BarColumns}  {"ratio",6}");
        foreach (GrowthPoint point in table.Points)
        {
            string x = point.X.ToString("N0", CultureInfo.InvariantCulture);
            output.WriteLine(
                $"{x,12}  {NumberText.Of(point.Ours),8} {Bar(point.Ours / largest),-BarColumns}  "
                + $"{NumberText.Of(point.NativeMemory),12} {Bar(point.NativeMemory / largest),-BarColumns}  "
                + $"{NumberText.Ratio(GrowthTable.Ratio(point)),6}");
        }

        if (table.Series.ComparesRatios)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"ours : NativeMemory at {table.Points[^1].X:N0} {table.Series.XName} is "
                + $"{table.RatioGrowth:0.00} times that at {table.Points[0].X:N0}"));
        }

        output.WriteLine();
    }

    /// <summary>A bar of blocks, in eighths of a column.</summary>
    /// <param name="part">0 to 1.</param>
    public static string Bar(double part)
    {
        const string Eighths = "▏▎▍▌▋▊▉█";
        int eighths = (int)Math.Round(Math.Clamp(part, 0, 1) * BarColumns * Eighths.Length);
        string whole = new('█', eighths / Eighths.Length);
        int rest = eighths % Eighths.Length;
        return rest == 0 ? whole : whole + Eighths[rest - 1];
    }
}

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Text;
using ExPool.Cli.Booting;
using ExPool.Cli.CommandLine;
using ExPool.Model.Reports;

namespace ExPool.Cli.Screens;

/// <summary>Draws a machine over time, as SVG: its pools as lines, below them where its RAM was, stacked.</summary>
/// <remarks>Colours are set by the style sheet, which has one set for light and one for dark backgrounds.</remarks>
internal sealed class BootChart
{
    private const int Width = 960;
    private const int Height = 640;
    private const int Left = 80;
    private const int Right = 720;
    private const int PanelHeight = 220;
    private const int FirstTop = 60;
    private const int SecondTop = 350;
    private const int LegendLeft = Right + 24;
    private const ulong PageByteCount = 4096;
    private const int LongestTitle = 130;   // what the width holds at 12 pixels
    private const double Ticks = 5;

    private const string Style = """
        <style>
        svg { background: #ffffff; font-family: sans-serif; font-size: 12px }
        text { fill: #222222 } .axis { stroke: #888888; fill: none } .grid { stroke: #dddddd; fill: none }
        .line { fill: none; stroke-width: 2 } .mark { stroke: #cc0000; stroke-dasharray: 4 3; fill: none }
        .nonpaged { stroke: #d95f02 } .paged { stroke: #1b9e77 } .resident { stroke: #1b9e77; stroke-dasharray: 5 3 }
        .commit { stroke: #7570b3 } .limit { stroke: #7570b3; stroke-dasharray: 2 3 }
        .inuse { fill: #7570b3 } .modified { fill: #d95f02 } .standby { fill: #1b9e77 } .free { fill: #b3b3b3 }
        .zeroed { fill: #e6e6e6 }
        @media (prefers-color-scheme: dark) {
        svg { background: #16181c } text { fill: #e0e0e0 } .grid { stroke: #33373d } .mark { stroke: #ff6666 }
        .nonpaged { stroke: #ff9a4d } .paged { stroke: #4fd6a8 } .resident { stroke: #4fd6a8 }
        .commit { stroke: #a9a4ff } .limit { stroke: #a9a4ff }
        .inuse { fill: #8d88d9 } .modified { fill: #e07b2b } .standby { fill: #2fae87 } .free { fill: #6b7078 }
        .zeroed { fill: #3a3f47 } }
        </style>

        """;

    private readonly StringBuilder _text = new();
    private readonly IReadOnlyList<BootSample> _samples;
    private readonly BootResult _result;
    private readonly double _seconds;

    private BootChart(BootResult result)
    {
        _result = result;
        _samples = result.Samples;
        _seconds = Math.Max(_samples[^1].Memory.Time.TotalSeconds, 0.001);
    }

    /// <summary>The picture.</summary>
    /// <param name="result">What happened.</param>
    public static string Draw(BootResult result)
    {
        BootChart chart = new(result);
        chart.Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\" "
            + $"viewBox=\"0 0 {Width} {Height}\">");
        chart._text.Append(Style.ReplaceLineEndings("\n"));
        string title = BootScreen.Machine(result.Options);
        chart.Text(Left, 24, title.Length <= LongestTitle ? title : $"{title[..LongestTitle]}...");
        chart.Pools();
        chart.Ram();
        chart.Events();
        chart.Line("</svg>");
        return chart._text.ToString();
    }

    private void Pools()
    {
        (string Class, string Name, Func<BootSample, double> Value)[] lines =
        [
            ("nonpaged", "nonpaged pool", static one => one.NonPaged.BytesInUse ?? 0),
            ("paged", "paged pool", static one => one.Paged.BytesInUse ?? 0),
            ("resident", "paged pool in RAM", static one => one.Paged.ResidentBytes ?? 0),
            ("commit", "committed", static one => one.Memory.CommittedPages * (double)PageByteCount),
            ("limit", "commit limit", static one => one.Memory.CommitLimitPages * (double)PageByteCount),
        ];
        double most = 1;
        foreach (BootSample sample in _samples)
        {
            foreach ((string _, string _, Func<BootSample, double> value) in lines)
            {
                most = Math.Max(most, value(sample));
            }
        }

        Axes(FirstTop, most, "pools and commit");
        for (int index = 0; index < lines.Length; index++)
        {
            (string kind, string name, Func<BootSample, double> value) = lines[index];
            StringBuilder path = new();
            foreach (BootSample sample in _samples)
            {
                path.Append(path.Length == 0 ? "M" : " L").Append(Point(sample, value(sample) / most, FirstTop));
            }

            Line($"<path class=\"line {kind}\" d=\"{path}\"/>");
            int place = FirstTop + 14 + (index * 20);
            Line($"<path class=\"line {kind}\" d=\"M{LegendLeft} {place - 4} L{LegendLeft + 24} {place - 4}\"/>");
            Text(LegendLeft + 32, place, name);
        }
    }

    private void Ram()
    {
        (string Class, string Name, Func<MemoryReport, ulong> Pages)[] layers =
        [
            ("inuse", "in use", static memory => memory.InUsePages + memory.BadPages),
            ("modified", "modified", static memory => memory.ModifiedPages + memory.ModifiedNoWritePages),
            ("standby", "standby", static memory => memory.StandbyPages),
            ("free", "free", static memory => memory.FreePages),
            ("zeroed", "zeroed", static memory => memory.ZeroedPages),
        ];
        double all = _samples[^1].Memory.PhysicalPages;
        double[] below = new double[_samples.Count];
        for (int index = 0; index < layers.Length; index++)
        {
            (string kind, string name, Func<MemoryReport, ulong> pages) = layers[index];
            StringBuilder upper = new();
            List<string> lower = [];
            for (int at = 0; at < _samples.Count; at++)
            {
                lower.Insert(0, Point(_samples[at], below[at] / all, SecondTop));
                below[at] += pages(_samples[at].Memory);
                upper.Append(at == 0 ? "M" : " L").Append(Point(_samples[at], below[at] / all, SecondTop));
            }

            Line($"<path class=\"{kind}\" d=\"{upper} L{string.Join(" L", lower)} Z\"/>");
            int place = SecondTop + 14 + ((layers.Length - 1 - index) * 20);
            Line($"<rect class=\"{kind}\" x=\"{LegendLeft}\" y=\"{place - 10}\" width=\"24\" height=\"12\"/>");
            Text(LegendLeft + 32, place, name);
        }

        Axes(SecondTop, all * PageByteCount, "physical memory");
    }

    private void Axes(int top, double most, string title)
    {
        int bottom = top + PanelHeight;
        Text(Left, top - 8, title);
        for (int tick = 0; tick <= Ticks; tick++)
        {
            double height = bottom - (PanelHeight * tick / Ticks);
            Line($"<path class=\"grid\" d=\"M{Left} {Number(height)} L{Right} {Number(height)}\"/>");
            Text(Left - 6, height + 4, ByteSize.Format(most * tick / Ticks), "text-anchor=\"end\"");
            double place = Left + ((Right - Left) * tick / Ticks);
            Line($"<path class=\"axis\" d=\"M{Number(place)} {bottom} L{Number(place)} {bottom + 5}\"/>");
            string time = DurationText.Format(TimeSpan.FromSeconds(Math.Round(_seconds * tick / Ticks, 1)));
            Text(place, bottom + 18, time, "text-anchor=\"middle\"");
        }

        Line($"<path class=\"axis\" d=\"M{Left} {top} L{Left} {bottom} L{Right} {bottom}\"/>");
        Text((Left + Right) / 2.0, bottom + 36, "virtual time", "text-anchor=\"middle\"");
    }

    private void Events()
    {
        foreach (BootEvent found in _result.Events)
        {
            string? label = found.Kind switch
            {
                BootEventKind.Stop => "stop",
                BootEventKind.PoolExhausted => "pool exhausted",
                _ => null,
            };
            if (label is not null)
            {
                string place = Number(Left + ((Right - Left) * Math.Min(1, found.Time.TotalSeconds / _seconds)));
                Line($"<path class=\"mark\" d=\"M{place} {FirstTop} L{place} {SecondTop + PanelHeight}\">"
                    + $"<title>{WebUtility.HtmlEncode(found.Text)}</title></path>");
                Line($"<text x=\"{place}\" y=\"{FirstTop - 8}\" text-anchor=\"end\">{label}</text>");
            }
        }
    }

    private string Point(BootSample sample, double share, int top)
    {
        double place = Left + ((Right - Left) * sample.Memory.Time.TotalSeconds / _seconds);
        return $"{Number(place)} {Number(top + (PanelHeight * (1 - share)))}";
    }

    private void Text(double left, double top, string text, string more = "") =>
        Line($"<text x=\"{Number(left)}\" y=\"{Number(top)}\" {more}>{WebUtility.HtmlEncode(text)}</text>");

    private void Line(string line) => _text.Append(line).Append('\n');

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

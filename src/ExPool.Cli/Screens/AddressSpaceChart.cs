using System;
using System.Collections.Generic;
using System.Text;
using ExPool.Cli.CommandLine;
using ExPool.Model.Profiles;

namespace ExPool.Cli.Screens;

/// <summary>Draws a kernel's address space to scale, as SVG: the highest address at the top.</summary>
/// <remarks>A region too small for the scale is a line; its label stands beside it, moved until it can be
/// read.</remarks>
internal static class AddressSpaceChart
{
    private const double Height = 1000;
    private const double Top = 60;
    private const double BarLeft = 40;
    private const double BarWidth = 220;
    private const double LabelLeft = 330;
    private const double LabelHeight = 16;
    private const int PictureWidth = 860;

    /// <summary>The picture.</summary>
    /// <param name="title">What is drawn.</param>
    /// <param name="limits">What was computed.</param>
    public static string Draw(string title, MachineLimits limits)
    {
        IReadOnlyList<SystemRegion> regions = limits.Regions;
        ulong first = regions[0].Start;
        double span = (double)(regions[^1].Last - first) + 1;
        double height = Math.Max(Top + Height, Top + (regions.Count * LabelHeight)) + 40;
        StringBuilder text = new();
        Line(text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{PictureWidth}\" height=\"{height:0}\" "
            + "font-family=\"sans-serif\" font-size=\"12\">");
        Line(text, "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        Line(text, $"<text x=\"{BarLeft}\" y=\"28\" font-size=\"16\">{title}</text>");
        string scale = MemorySize.Format((ulong)(span / Height));
        Line(text, $"<text x=\"{BarLeft}\" y=\"48\">to scale: 1 pixel is {scale}</text>");
        Line(text, $"<rect x=\"{BarLeft}\" y=\"{Top}\" width=\"{BarWidth}\" height=\"{Height}\" "
            + "fill=\"#f2f2f2\" stroke=\"#999999\"/>");
        double label = Top;
        for (int index = regions.Count - 1; index >= 0; index--)
        {
            SystemRegion region = regions[index];
            double bottom = Top + (Height * (1 - ((region.Start - first) / span)));
            double size = Height * (region.ByteCount / span);
            double middle = bottom - (size / 2);
            double room = Top + Height - (index * LabelHeight);
            label = Math.Max(label, Math.Min(middle, Math.Max(label, room)));
            Region(text, region, bottom - size, size, middle, label);
            label += LabelHeight;
        }

        Line(text, "</svg>");
        return text.ToString();
    }

    private static void Region(
        StringBuilder text, SystemRegion region, double top, double size, double middle, double label)
    {
        Line(text, $"<rect class=\"{region.Kind}\" x=\"{BarLeft}\" y=\"{top:0.###}\" width=\"{BarWidth}\" "
            + $"height=\"{size:0.######}\" fill=\"{Colour(region.Kind)}\" stroke=\"{Colour(region.Kind)}\" "
            + "stroke-width=\"0.5\"/>");
        Line(text, $"<path d=\"M {BarLeft + BarWidth} {middle:0.###} L {LabelLeft - 6} {label:0.###}\" "
            + "stroke=\"#999999\" fill=\"none\"/>");
        Line(text, $"<text x=\"{LabelLeft}\" y=\"{label + 4:0.###}\">{region.Start:X8}  "
            + $"{region.Kind}, {MemorySize.Format(region.ByteCount)}</text>");
    }

    private static string Colour(SystemRegionKind kind) => kind switch
    {
        SystemRegionKind.NonPagedPool => "#d95f02",
        SystemRegionKind.PagedPool => "#1b9e77",
        SystemRegionKind.SystemPtes => "#7570b3",
        SystemRegionKind.SystemCache => "#66a61e",
        SystemRegionKind.SessionSpace => "#e7298a",
        SystemRegionKind.PfnDatabase => "#a6761d",
        SystemRegionKind.LoaderMappings => "#666666",
        SystemRegionKind.PageTables => "#377eb8",
        SystemRegionKind.Dynamic => "#b3cde3",
        _ => "#bbbbbb",
    };

    // The tool knows no culture but the invariant one: numbers have a point.
    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}

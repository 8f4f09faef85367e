using System;
using System.Collections.Generic;

namespace ExPool.Cli.Screens;

/// <summary>A growth picture of one line: the higher the bar, the more bytes.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>Draws values, first to last; the lowest bar is the least of them, the highest the most.</summary>
    /// <param name="values">The values; several share a bar when there are more than the width.</param>
    /// <param name="width">Bars at most.</param>
    public static string Draw(IReadOnlyList<ulong> values, int width)
    {
        if (values.Count == 0 || width <= 0)
        {
            return "";
        }

        int count = Math.Min(width, values.Count);
        ulong least = ulong.MaxValue;
        ulong most = 0;
        foreach (ulong value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }

        return string.Create(count, (values, least, most), static (bars, state) =>
        {
            for (int index = 0; index < bars.Length; index++)
            {
                // The last value of each share, so that the picture ends with the latest.
                int last = (int)(((long)(index + 1) * state.values.Count / bars.Length) - 1);
                double height = state.most == state.least
                    ? 0
                    : (double)(state.values[last] - state.least) / (state.most - state.least);
                bars[index] = Bars[(int)Math.Round(height * (Bars.Length - 1))];
            }
        });
    }
}

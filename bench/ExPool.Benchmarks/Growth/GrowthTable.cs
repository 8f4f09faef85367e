using System.Collections.Generic;

namespace ExPool.Benchmarks.Growth;

/// <summary>A question of growth and what was measured.</summary>
/// <param name="Series">The question.</param>
/// <param name="Points">The points.</param>
internal sealed record GrowthTable(GrowthSeries Series, IReadOnlyList<GrowthPoint> Points)
{
    /// <summary>The ratio ours : NativeMemory at the last point, divided by that at the first.</summary>
    public double RatioGrowth => Ratio(Points[^1]) / Ratio(Points[0]);

    /// <summary>Ours divided by NativeMemory.</summary>
    /// <param name="point">A point.</param>
    public static double Ratio(GrowthPoint point) => point.Ours / point.NativeMemory;
}

using System.Collections.Generic;
using System.Diagnostics;
using ExPool.Benchmarks.Measuring;
using ExPool.Model;

namespace ExPool.Benchmarks.Machines;

/// <summary>Starting machines, from small to large.</summary>
/// <param name="plan">Which ones, and how often.</param>
internal sealed class BootRows(ModelPlan plan)
{
    // A machine of this size should start in well under a second.
    private const int GoalGigabytes = 128;
    private const double GoalMilliseconds = 500;

    /// <summary>Measures.</summary>
    public IEnumerable<ModelRow> Measure()
    {
        foreach (int gigabytes in plan.BootGigabytes)
        {
            string name = $"boot.{gigabytes}GB";
            double[] times = new double[plan.Rounds];
            List<ModelRow> cost = [];
            for (int round = 0; round < times.Length; round++)
            {
                HostCost host = HostCost.Begin();
                long start = Stopwatch.GetTimestamp();
                using Computer computer = Computer.Boot(Options(gigabytes));
                times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                cost = [.. host.Rows(name, computer, goal: null)];
            }

            double? goal = gigabytes <= GoalGigabytes ? GoalMilliseconds : null;
            yield return new ModelRow($"{name}.time", "ms", Statistics.Median(times), goal);
            foreach (ModelRow row in cost)
            {
                yield return row;
            }
        }
    }

    private static ComputerOptions Options(int gigabytes) => new()
    {
        OperatingSystem = "Windows Server 2008 R2",
        Architecture = "x64",
        PhysicalByteCount = (ulong)gigabytes << 30,
    };
}

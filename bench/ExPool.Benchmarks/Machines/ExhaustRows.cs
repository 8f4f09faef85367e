using System;
using System.Collections.Generic;
using System.Diagnostics;
using ExPool.Model;
using ExPool.Model.Drivers;

namespace ExPool.Benchmarks.Machines;

/// <summary>A leaker exhausts nonpaged pool: how long that takes, and what it costs the host.</summary>
/// <param name="plan">How large the large machine is.</param>
internal sealed class ExhaustRows(ModelPlan plan)
{
    private const double Mega = 1 << 20;
    private const double HostBytesOfFrame = 24;
    private const double SmallGoalSeconds = 2;
    private const double LargeGoalSeconds = 20;

    /// <summary>Measures.</summary>
    public IEnumerable<ModelRow> Measure() =>
    [
        .. Exhaust("Windows Server 2003", "x86", 2, SmallGoalSeconds),
        .. Exhaust("Windows 7", "x86", 2, SmallGoalSeconds),
        .. Exhaust("Windows 7", "x64", plan.ExhaustGigabytes, LargeGoalSeconds),
    ];

    private static IEnumerable<ModelRow> Exhaust(string system, string architecture, int gigabytes, double goalSeconds)
    {
        string name = $"exhaust.{system.Replace(' ', '-')}.{architecture}.{gigabytes}GB";
        HostCost host = HostCost.Begin();
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = system,
            Architecture = architecture,
            PhysicalByteCount = (ulong)gigabytes << 30,
        });
        Leaker leaker = (Leaker)DriverCatalog.Create("Leaker:pool=nonpaged,rate=1GB/s,block=64KB");
        computer.Add(leaker);
        long start = Stopwatch.GetTimestamp();
        while (!leaker.IsExhausted && computer.Run(TimeSpan.FromSeconds(1)))
        {
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!leaker.IsExhausted)
        {
            throw new InvalidOperationException($"{name}: the machine stopped: {computer.Stop}");
        }

        yield return new ModelRow($"{name}.time", "s", seconds, goalSeconds);
        yield return new ModelRow($"{name}.leaked", "MB", leaker.HeldByteCount / Mega);
        foreach (ModelRow row in host.Rows(name, computer, HostBytesOfFrame))
        {
            yield return row;
        }
    }
}

using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Steps;
using ExPool.Machine;
using ExPool.Model;

namespace ExPool.Benchmarks.Machines;

/// <summary>A block allocated and freed: on the model, and by the host's engine with the same options.</summary>
/// <param name="plan">How many, and how often.</param>
internal sealed class PairRows(ModelPlan plan)
{
    private const double GoalSlowDown = 4;

    private static readonly int[] s_sizes = [16, 64, 256, 1024, 4096];

    // NT's lists; sizes that a machine of 32 bits has room for.
    private static readonly ExecutiveOptions s_pools = ExecutiveOptions.Nt with
    {
        NonPagedMaximumByteCount = 64 << 20,
        PagedMaximumByteCount = 64 << 20,
        MaximumTagCount = 16_384,
    };

    /// <summary>Measures.</summary>
    public IEnumerable<ModelRow> Measure() =>
        [.. Measure<X64>("x64"), .. Measure<X86>("x86")];

    private IEnumerable<ModelRow> Measure<TKind>(string architecture)
        where TKind : struct, IMachineKind
    {
        using Executive<HostMachine> host = StepPools.Boot(s_pools);
        using Computer computer = Computer.Boot(new ComputerOptions { Architecture = architecture, Pools = s_pools });
        Executive<ModelMachine<TKind>> model = ((ModelKernel<TKind>)computer.Kernel).Pools;
        Rehearse(host, model);
        foreach (int size in s_sizes)
        {
            double[] onHost = new double[plan.Rounds];
            double[] onModel = new double[plan.Rounds];
            double[] ratios = new double[plan.Rounds];
            for (int round = 0; round < plan.Rounds; round++)
            {
                if (round % 2 == 0)
                {
                    onHost[round] = Time(host, size);
                    onModel[round] = Time(model, size);
                }
                else
                {
                    onModel[round] = Time(model, size);
                    onHost[round] = Time(host, size);
                }

                ratios[round] = onModel[round] / onHost[round];
            }

            string name = $"pair.{architecture}.{size}";
            yield return new ModelRow($"{name}.host", "ns", Statistics.Median(onHost));
            yield return new ModelRow($"{name}.model", "ns", Statistics.Median(onModel));
            yield return new ModelRow($"{name}.slowdown", "ratio", Statistics.Median(ratios), GoalSlowDown);
        }
    }

    /// <summary>Until the runtime has compiled the loops for the last time.</summary>
    private void Rehearse<TMachine>(Executive<HostMachine> host, Executive<TMachine> model)
        where TMachine : struct, IMachine
    {
        const int Passes = 4;
        for (int pass = 0; pass < Passes; pass++)
        {
            foreach (int size in s_sizes)
            {
                _ = Time(host, size);
                _ = Time(model, size);
            }

            Thread.Sleep(Rehearsal.Pause);
        }
    }

    private double Time<TMachine>(Executive<TMachine> executive, int size)
        where TMachine : struct, IMachine
    {
        long start = Stopwatch.GetTimestamp();
        Loop(executive, size, plan.PairCount);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / plan.PairCount;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Loop<TMachine>(Executive<TMachine> executive, int size, int count)
        where TMachine : struct, IMachine
    {
        for (int index = 0; index < count; index++)
        {
            executive.Free(executive.Allocate(Pools.Flags, (nuint)size, Pools.Tag), Pools.Tag);
        }
    }
}

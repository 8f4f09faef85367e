using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Works;
using ExPool.Model;
using ExPool.Model.Hal;

namespace ExPool.Benchmarks.Machines;

/// <summary>How many accesses to simulated memory the host makes in a second.</summary>
/// <param name="plan">How many, and how often.</param>
internal sealed class AccessRows(ModelPlan plan)
{
    private const double Million = 1e6;
    private const int RememberedPageCount = 64;
    private const int RandomPageCount = 16 * TranslationBuffer.EntryCount;

    /// <summary>One sample: so many accesses at these offsets of a block.</summary>
    private delegate ulong Sample(Computer computer, nuint block, int[] offsets, int count);

    /// <summary>Measures.</summary>
    public IEnumerable<ModelRow> Measure()
    {
        using Computer computer = Computer.Boot(new ComputerOptions());
        nuint block = computer.Kernel.Allocate(
            PoolFlags.NonPaged, (nuint)RandomPageCount << PhysicalMemory.PageShift, "Benc");
        int[] remembered = Offsets(RememberedPageCount);
        int[] random = Offsets(RandomPageCount);
        List<ModelRow> rows = [];
        foreach ((string name, Sample sample, int[] offsets) in new (string, Sample, int[])[]
        {
            ("kernel.read.remembered", Read, remembered),
            ("kernel.write.remembered", Write, remembered),
            ("machine.read.remembered", ReadMachine, remembered),
            ("kernel.read.random", Read, random),
            ("kernel.write.random", Write, random),
            ("machine.read.random", ReadMachine, random),
        })
        {
            rows.Add(new ModelRow($"access.{name}", "million/s", Measure(computer, block, sample, offsets)));
        }

        return rows;
    }

    private double Measure(Computer computer, nuint block, Sample sample, int[] offsets)
    {
        _ = sample(computer, block, offsets, plan.AccessCount); // Compiled and touched before it counts.
        double[] rates = new double[plan.Rounds];
        for (int round = 0; round < rates.Length; round++)
        {
            long start = Stopwatch.GetTimestamp();
            _ = sample(computer, block, offsets, plan.AccessCount);
            rates[round] = plan.AccessCount / Stopwatch.GetElapsedTime(start).TotalSeconds / Million;
        }

        return Statistics.Median(rates);
    }

    /// <summary>A random word in each of random pages, as many as a power of two.</summary>
    private static int[] Offsets(int pageCount)
    {
        const int Count = 1 << 16;
        const int WordsInPage = (int)PhysicalMemory.PageByteCount / sizeof(ulong);
        Random random = new(BlockSizes.Seed);
        int[] offsets = new int[Count];
        foreach (ref int offset in offsets.AsSpan())
        {
            int word = random.Next(WordsInPage) * sizeof(ulong);
            offset = (random.Next(pageCount) << PhysicalMemory.PageShift) + word;
        }

        return offsets;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Read(Computer computer, nuint block, int[] offsets, int count)
    {
        IKernel kernel = computer.Kernel;
        ulong sum = 0;
        for (int index = 0; index < count; index++)
        {
            sum = unchecked(sum + kernel.Read<ulong>(block + (nuint)offsets[index & (offsets.Length - 1)]));
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Write(Computer computer, nuint block, int[] offsets, int count)
    {
        IKernel kernel = computer.Kernel;
        for (int index = 0; index < count; index++)
        {
            kernel.Write(block + (nuint)offsets[index & (offsets.Length - 1)], (ulong)index);
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ReadMachine(Computer computer, nuint block, int[] offsets, int count)
    {
        ModelMachine<X64> machine = new(computer.Parts.Core);
        ulong sum = 0;
        for (int index = 0; index < count; index++)
        {
            sum = unchecked(sum + machine.ReadAt<ulong>(block + (nuint)offsets[index & (offsets.Length - 1)]));
        }

        return sum;
    }
}

using System;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Machine;

namespace ExPool.Cli.Tests.Target;

/// <summary>The other process: does what its mode says, prints a line when that is done, ends with its
/// input.</summary>
internal static unsafe class TargetProcess
{
    /// <summary>The first argument that makes this program a target.</summary>
    public const string Word = "target";

    /// <summary>The name of its pools.</summary>
    public const string PoolName = "target";

    public const int FileCount = 7;

    public const int FileByteCount = 100;

    public const int CacheCount = 3;

    public const int CacheByteCount = 5000;

    public const int BusyCount = 10_000;

    public const int BusyByteCount = 200;

    public const int LoadTagCount = 10_000;

    public static int Run(string mode)
    {
        ulong address = Start(Enum.Parse<TargetMode>(mode));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready {address:x}"));
        while (Console.In.Read() >= 0)
        {
            // Until the test closes the input, or is killed.
        }

        return 0;
    }

    private static ulong Start(TargetMode mode)
    {
        switch (mode)
        {
            case TargetMode.Pools:
                return Fill();
            case TargetMode.Undumpable:
                ulong address = Fill();
                NativeCalls.ForbidInspection();
                return address;
            case TargetMode.Lookaside:
                return Reuse();
            case TargetMode.Load:
                StartLoad();
                return 0;
            case TargetMode.Overrun:
                Fill();
                return Overrun();
            case TargetMode.Unsealed:
                NativeCalls.CreateRegion("expool:target", 1 << 20, isSealed: false);
                return 0;
            case TargetMode.Truncated:
                NativeCalls.CreateRegion("expool:target", 16, isSealed: true);
                return 0;
            case TargetMode.Garbage:
                NativeCalls.CreateRegion("expool:target", 1 << 20, isSealed: true);
                return 0;
            default:
                return 0;
        }
    }

    private static ulong Fill()
    {
        KernelPool.Configure(ExecutiveOptions.Default, new HostMachineOptions { Name = PoolName });
        ulong first = 0;
        for (int count = 0; count < FileCount; count++)
        {
            nuint file = OpenFile();
            first = count == 0 ? file : first;
        }

        for (int count = 0; count < CacheCount; count++)
        {
            FillCache();
        }

        return first;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint OpenFile() => KernelPool.Allocate(PoolFlags.NonPaged, FileByteCount, "File");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint FillCache() => KernelPool.Allocate(PoolFlags.Paged, CacheByteCount, "Cach");

    private static ulong Reuse()
    {
        ulong first = Fill();
        for (int count = 0; count < BusyCount; count++)
        {
            KernelPool.Free(KernelPool.Allocate(PoolFlags.Paged, BusyByteCount, "Busy"), "Busy");
        }

        return first;
    }

    private static ulong Overrun()
    {
        const int ByteCount = 24;   // two units with the header, so the next header follows at once
        nuint block = KernelPool.Allocate(PoolFlags.NonPaged, ByteCount, "Over");
        nuint neighbour = KernelPool.Allocate(PoolFlags.NonPaged, ByteCount, "Next");
        byte* header = (byte*)(neighbour - 8);
        header[2] = 0;   // its size, which is never 0
        return block;
    }

    private static void StartLoad()
    {
        KernelPool.Configure(ExecutiveOptions.Default, new HostMachineOptions { Name = PoolName });
        PoolTag[] tags = new PoolTag[LoadTagCount];
        for (int index = 0; index < tags.Length; index++)
        {
            tags[index] = new PoolTag(index.ToString("0000", CultureInfo.InvariantCulture));
            KernelPool.Allocate(PoolFlags.Paged, 32, tags[index]);
        }

        for (int number = 0; number < Environment.ProcessorCount; number++)
        {
            new Thread(() => Churn(tags)) { IsBackground = true }.Start();
        }
    }

    private static void Churn(PoolTag[] tags)
    {
        for (int index = 0; ; index = (index + 1) % tags.Length)
        {
            nuint block = KernelPool.Allocate(PoolFlags.Paged, 64, tags[index]);
            KernelPool.Free(block, tags[index]);
        }
    }
}

using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using ExPool.Machine;

namespace ExPool.Tests.Support;

/// <summary>What a child process does; its exit code or its output is what the test looks at.</summary>
internal static class ChildRoles
{
    /// <summary>The exit code of a child that should not have come so far.</summary>
    public const int StillAlive = 3;

    /// <summary>A double free where a stop ends the process.</summary>
    public static int FailFast()
    {
        using Executive<HostMachine> pools = Boot(BugCheckAction.FailFast);
        nuint pin = pools.Allocate(PoolFlags.NonPaged, 100, "Pin ");
        nuint address = pools.Allocate(PoolFlags.NonPaged, 100, "Dead");
        pools.Free(address, "Dead");
        try
        {
            pools.Free(address, "Dead");
        }
        catch (Exception)
        {
            return StillAlive;
        }

        pools.Free(pin, "Pin ");
        return StillAlive;
    }

    /// <summary>An overrun by one byte where a stop ends the process.</summary>
    public static unsafe int FailFastOnDamage()
    {
        using Executive<HostMachine> pools = Boot(BugCheckAction.FailFast);
        _ = pools.Allocate(PoolFlags.Paged, 100, "Pin ");
        nuint address = pools.Allocate(PoolFlags.Paged, 104, "Over");
        ((byte*)address)[104] ^= 0xFF;
        pools.Free(address, "Over");
        return StillAlive;
    }

    /// <summary>
    /// Fills nonpaged pool; prints what is reported as locked, and what the system says of this process.
    /// </summary>
    public static int ReportLockedBytes()
    {
        using Executive<HostMachine> pools = Boot(BugCheckAction.Throw);
        for (int block = 0; block < 64; block++)
        {
            if (pools.Allocate(PoolFlags.NonPaged, 64 << 10, "Lock") == 0)
            {
                return StillAlive;
            }
        }

        string line = File.ReadLines("/proc/self/status").First(
            text => text.StartsWith("VmLck:", StringComparison.Ordinal));
        ulong kilobytes = ulong.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
        Console.WriteLine(
            $"{pools.Machine.LockedByteCount} {kilobytes * 1024} {pools.Capture().NonPaged.CommittedBytes}");
        return 0;
    }

    /// <summary>Configures the process-wide pools before their first use and after it.</summary>
    public static int Configure()
    {
        ExecutiveOptions options = new() { PagedMaximumByteCount = 8 << 20 };
        bool wasStarted = KernelPool.IsStarted;
        KernelPool.Configure(options, new HostMachineOptions { Name = "configured" });
        KernelPool.Free(KernelPool.Allocate(PoolFlags.Paged, 100, "Conf"));
        bool isRefused = false;
        try
        {
            KernelPool.Configure(options);
        }
        catch (InvalidOperationException)
        {
            isRefused = true;
        }

        Console.WriteLine(
            $"{wasStarted} {KernelPool.IsStarted} {KernelPool.Executive.Name} "
            + $"{KernelPool.Capture().Paged.MaximumBytes} {isRefused}");
        return 0;
    }

    /// <summary>Listens before the process-wide pools start; takes most of paged pool, and gives it back.</summary>
    public static int TellConditions()
    {
        KernelPool.Configure(new ExecutiveOptions { PagedMaximumByteCount = 8 << 20 });
        using BlockingCollection<string> told = [];
        KernelPool.ConditionChanged += (_, change) => told.Add($"{change.Condition} {change.IsSet}");
        bool wasStarted = KernelPool.IsStarted;
        nuint block = KernelPool.Allocate(PoolFlags.Paged, 7 << 20, "Cond");
        Console.Write($"{wasStarted} {Next()}, {Next()}; ");
        KernelPool.Free(block, "Cond");
        Console.WriteLine($"{Next()}, {Next()}");
        return 0;

        string Next() => told.TryTake(out string? text, TimeSpan.FromSeconds(30)) ? text : "nothing";
    }

    private static Executive<HostMachine> Boot(BugCheckAction action) => Executive<HostMachine>.Boot(
        HostMachine.Create(new HostMachineOptions { Name = "child", OnBugCheck = action }),
        new ExecutiveOptions { NonPagedMaximumByteCount = 64 << 20, PagedMaximumByteCount = 64 << 20 });
}

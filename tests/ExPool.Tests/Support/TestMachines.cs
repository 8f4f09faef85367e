using System.Threading;
using ExPool.Machine;

namespace ExPool.Tests.Support;

/// <summary>Host machines and small pools for tests, each with a name of its own.</summary>
internal static class TestMachines
{
    private static int s_number;

    public static HostMachine Host() =>
        HostMachine.Create(new HostMachineOptions { Name = $"unit-{Interlocked.Increment(ref s_number)}" });

    /// <summary>Pools of 4 MiB at most.</summary>
    public static Executive<HostMachine> Boot() => Executive<HostMachine>.Boot(Host(), new ExecutiveOptions
    {
        NonPagedInitialByteCount = 64 << 10,
        NonPagedMaximumByteCount = 4 << 20,
        PagedInitialByteCount = 64 << 10,
        PagedMaximumByteCount = 4 << 20,
        GrowthByteCount = 64 << 10,
    });
}

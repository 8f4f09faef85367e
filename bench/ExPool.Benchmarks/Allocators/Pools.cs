using ExPool.Machine;

namespace ExPool.Benchmarks.Allocators;

/// <summary>The pools that are measured: default options, started at the first use.</summary>
internal static class Pools
{
    /// <summary>How the rows allocate: nonpaged, and not zeroed, as malloc.</summary>
    public const PoolFlags Flags = PoolFlags.NonPaged | PoolFlags.Uninitialized;

    private const uint TagValue = 0x636E_6542; // "Benc"; the number, which the compiler folds, as it would a caller's constant.

    /// <summary>The one tag of the simple rows.</summary>
    public static PoolTag Tag => new(TagValue);

    /// <summary>The pools.</summary>
    public static Executive<HostMachine> Executive { get; } = Executive<HostMachine>.Boot(HostMachine.Create());
}

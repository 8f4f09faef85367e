using ExPool.Machine;

namespace ExPool.Benchmarks.Allocators;

/// <summary>The pools that are measured: those of the process, with default options, as a program has them.</summary>
/// <remarks>Their balance set manager runs, once a second, while they are measured.</remarks>
internal static class Pools
{
    /// <summary>How the rows allocate: nonpaged, and not zeroed, as malloc.</summary>
    public const PoolFlags Flags = PoolFlags.NonPaged | PoolFlags.Uninitialized;

    private const uint TagValue = 0x636E_6542; // "Benc", as a number: the compiler folds it.

    /// <summary>The one tag of the simple rows.</summary>
    public static PoolTag Tag => new(TagValue);

    /// <summary>The pools.</summary>
    public static Executive<HostMachine> Executive { get; } = KernelPool.Executive;
}

using ExPool.Cli.Machines;
using ExPool.Ke;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Booting;

/// <summary>A machine at one moment.</summary>
/// <param name="Memory">Its memory.</param>
/// <param name="NonPaged">Its nonpaged pool.</param>
/// <param name="Paged">Its paged pool.</param>
internal sealed record BootSample(MemoryReport Memory, PoolUsage NonPaged, PoolUsage Paged)
{
    /// <summary>Looks at a machine.</summary>
    /// <param name="source">The machine.</param>
    public static BootSample Of(IMachineSource source) => Of(source, out _);

    /// <summary>Looks at a machine.</summary>
    /// <param name="source">The machine.</param>
    /// <param name="stop">Why it stopped; <see langword="null"/> when it did not.</param>
    public static BootSample Of(IMachineSource source, out BugCheck? stop)
    {
        PoolSnapshot snapshot = source.Capture();
        stop = snapshot.Stop;
        return new(
            source.ReadMemory(),
            snapshot.NonPaged with { Descriptors = [] },
            snapshot.Paged with { Descriptors = [] });
    }
}

using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Booting;

/// <summary>A machine at one moment.</summary>
/// <param name="Memory">Its memory.</param>
/// <param name="NonPaged">Its nonpaged pool.</param>
/// <param name="Paged">Its paged pool.</param>
internal sealed record BootSample(MemoryReport Memory, PoolUsage NonPaged, PoolUsage Paged);

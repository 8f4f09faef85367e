using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Counters;

/// <summary>What counters are computed from: one look at a machine.</summary>
/// <param name="Memory">Its memory.</param>
/// <param name="Pools">Its pools.</param>
internal sealed record CounterSample(MemoryReport Memory, PoolSnapshot Pools);

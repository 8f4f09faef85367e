using ExPool.Inspection.Analysis;

namespace ExPool.Cli.Demo;

/// <summary>What the demo saw from outside, and what the worker says it planted.</summary>
/// <param name="Plan">The seed and the time.</param>
/// <param name="ProcessId">The worker.</param>
/// <param name="Report">The verdict, made of snapshots only.</param>
/// <param name="History">Bytes over time.</param>
/// <param name="Planted">The truth.</param>
internal sealed record DemoResult(
    DemoPlan Plan, int ProcessId, LeakReport Report, DemoHistory History, DemoLeak? Planted);

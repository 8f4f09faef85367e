using System;
using System.Collections.Generic;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.Reports;

/// <summary>All that a run of <c>compare</c> found out.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Command">How the run was started.</param>
/// <param name="Date">When it began.</param>
/// <param name="Plan">How long and how often was measured.</param>
/// <param name="Results">What was measured.</param>
/// <param name="Missing">Who could not take part.</param>
internal sealed record ComparisonReport(
    MachineDescription Machine,
    string Command,
    DateTimeOffset Date,
    MeasurePlan Plan,
    IReadOnlyList<RowResult> Results,
    IReadOnlyList<MissingPeer> Missing);

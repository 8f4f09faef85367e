using System.Collections.Generic;
using ExPool.Model;
using ExPool.Model.Reports;

namespace ExPool.Cli.Capacity;

/// <summary>What was found on one machine.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Rows">One row for each kind of things.</param>
internal sealed record CapacityTable(ComputerOptions Machine, IReadOnlyList<CapacityRow> Rows);

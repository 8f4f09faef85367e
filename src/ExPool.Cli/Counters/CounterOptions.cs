using System;
using System.Collections.Generic;

namespace ExPool.Cli.Counters;

/// <summary>How <c>counters</c> shows a machine.</summary>
/// <param name="Counters">Which counters.</param>
/// <param name="Interval">Time between looks; <see langword="null"/> for one look.</param>
/// <param name="Count">Looks; <see langword="null"/> until Ctrl-C.</param>
/// <param name="Form">What they are printed as.</param>
/// <param name="IsExplained">Says what the counters mean.</param>
internal sealed record CounterOptions(
    IReadOnlyList<MemoryCounter> Counters, TimeSpan? Interval, int? Count, CounterForm Form, bool IsExplained);

/// <summary>What counters are printed as.</summary>
internal enum CounterForm
{
    /// <summary>Names and values, one a line.</summary>
    Screen,

    /// <summary>JSON, a document a line.</summary>
    Json,

    /// <summary>PDH-CSV, as relog and typeperf write it.</summary>
    Csv,
}

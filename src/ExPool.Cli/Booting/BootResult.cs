using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Model;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Booting;

/// <summary>What happened on a machine.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Samples">The machine over time.</param>
/// <param name="Events">What happened.</param>
/// <param name="DroppedEvents">Events that were too many.</param>
/// <param name="Final">The pools at the end.</param>
/// <param name="HostSeconds">How long it took.</param>
internal sealed record BootResult(
    BootOptions Options,
    IReadOnlyList<BootSample> Samples,
    IReadOnlyList<BootEvent> Events,
    ulong DroppedEvents,
    PoolSnapshot Final,
    double HostSeconds)
{
    /// <summary>Virtual time that passed.</summary>
    public TimeSpan Time => Memory.Time;

    /// <summary>The machine's memory at the end.</summary>
    public MemoryReport Memory => Samples[^1].Memory;

    /// <summary>Why the machine stopped; <see langword="null"/> when it did not.</summary>
    public BugCheck? Stop => Final.Stop ?? MachineStop;

    /// <summary>What the Windows release does not use of the machine, or cut, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>A stop that the pools do not know: of a level, a lock, a fault.</summary>
    public BugCheck? MachineStop { get; init; }

    /// <summary>The machine's event log.</summary>
    public required EventLogReport EventLog { get; init; }

    /// <summary>The pools that refused a request.</summary>
    public IEnumerable<PoolUsage> Exhausted
    {
        get
        {
            foreach (PoolUsage usage in (PoolUsage[])[Final.NonPaged, Final.Paged])
            {
                if (usage.Failures > 0)
                {
                    yield return usage;
                }
            }
        }
    }

    /// <summary>Requests that were refused for want of something that is no pool: how many, and of what.</summary>
    public IEnumerable<(ulong Count, string What)> Refused => new (ulong Count, string What)[]
    {
        (Memory.SystemPteFailures, "system page-table entries"),
        (Memory.Counters.CommitFailures, "commit"),
        (Memory.Counters.FrameFailures, "RAM"),
    }.Where(static refused => refused.Count > 0);

    /// <summary>Whether there is something to tell: a stop, an exhausted pool, or anything else that ran
    /// out.</summary>
    public bool IsFound => Stop is not null || Exhausted.Any() || Refused.Any();

    /// <summary>The tag that holds the most of a pool.</summary>
    /// <param name="kind">The pool.</param>
    public TagUsage? LargestTag(PoolKind kind)
    {
        TagUsage? largest = null;
        foreach (TagUsage tag in Final.Tags)
        {
            if (tag[kind].BytesInUse > (largest?[kind].BytesInUse ?? 0))
            {
                largest = tag;
            }
        }

        return largest;
    }
}

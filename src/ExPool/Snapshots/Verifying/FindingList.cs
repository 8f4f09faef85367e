using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>Collects findings about one pool, up to a number that somebody still reads.</summary>
internal sealed class FindingList(PoolKind? pool)
{
    private readonly List<PoolFinding> _findings = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<PoolFinding> All => _findings;

    /// <summary>Whether nothing was found.</summary>
    public bool IsEmpty => _findings.Count == 0;

    /// <summary>Adds a finding.</summary>
    /// <param name="kind">Which damage; see <see cref="FindingKind"/>.</param>
    /// <param name="address">Where.</param>
    /// <param name="tag">The tag of the block it is in or follows; none where it cannot be known.</param>
    /// <param name="message">What is wrong, with the value and what was expected.</param>
    public void Add(ulong kind, ulong address, PoolTag tag, string message)
    {
        if (_findings.Count < SnapshotLimits.FindingCount)
        {
            _findings.Add(new PoolFinding(BugCheckCode.BadPoolHeader, kind, pool, address, tag, message));
        }
    }

    /// <summary>Adds what another list holds.</summary>
    /// <param name="other">The other list.</param>
    public void AddAll(FindingList other)
    {
        foreach (PoolFinding finding in other._findings)
        {
            Add(finding.Kind, finding.Address, finding.Tag, finding.Message);
        }
    }

    /// <summary>Keeps only what another look found too.</summary>
    /// <param name="other">The other look.</param>
    public void Intersect(FindingList other) => _findings.RemoveAll(finding => !other._findings.Contains(finding));
}

using System.Collections.Generic;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>The blocks of a pool that are marked as kept by look-aside lists.</summary>
internal sealed class KeptBlocks
{
    private readonly HashSet<ulong> _payloads = [];

    /// <summary>How many there are; also those that were not remembered.</summary>
    public long Count { get; private set; }

    /// <summary>Whether each of them is remembered.</summary>
    public bool IsComplete => Count == _payloads.Count;

    /// <summary>The payloads of those that are remembered.</summary>
    public IReadOnlySet<ulong> Payloads => _payloads;

    /// <summary>Adds a block.</summary>
    /// <param name="payload">The address of its payload.</param>
    public void Add(ulong payload)
    {
        Count++;
        if (_payloads.Count < SnapshotLimits.RememberedFreeBlockCount)
        {
            _payloads.Add(payload);
        }
    }
}

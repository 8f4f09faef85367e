using System;
using System.Collections.Generic;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>The working sets of all address spaces: ages them, and takes pages from them in turn.</summary>
/// <remarks>NT's working set manager goes round robin over processes (docs/sources.md#memory-threads). Sets at their
/// minimum give pages up only when no other has any.</remarks>
internal sealed class WorkingSets
{
    private readonly List<WorkingSet> _sets = [];
    private int _next;

    /// <summary>The sets, in the order in which they came.</summary>
    public IReadOnlyList<WorkingSet> All => _sets;

    /// <summary>Pages in all of them.</summary>
    public uint Count
    {
        get
        {
            uint count = 0;
            _sets.ForEach(set => count += set.Count);
            return count;
        }
    }

    /// <summary>Takes a set in.</summary>
    public void Add(WorkingSet set) => _sets.Add(set);

    /// <summary>Forgets a set, which is empty.</summary>
    public void Remove(WorkingSet set)
    {
        int index = _sets.IndexOf(set);
        _sets.RemoveAt(index);
        _next -= index < _next ? 1 : 0;
        _next = _next < _sets.Count ? _next : 0;
    }

    /// <summary>Looks at pages of every set.</summary>
    /// <param name="most">Pages of each at most.</param>
    public void Age(uint most) => _sets.ForEach(set => set.Age(Math.Min(set.Count, most)));

    /// <summary>Lets pages go, of all sets those first that were not touched for long.</summary>
    /// <returns>Pages that went.</returns>
    public uint Trim(uint count)
    {
        uint trimmed = 0;
        for (int wanted = WorkingSet.OldAge; wanted >= 0 && trimmed < count; wanted--)
        {
            trimmed += TrimRound(count - trimmed, wanted, keepsMinimum: true);
        }

        return trimmed < count && _sets.Count > 1
            ? trimmed + TrimRound(count - trimmed, wanted: 0, keepsMinimum: false)
            : trimmed;
    }

    /// <summary>Writes whose turn it is.</summary>
    public void Save(StateWriter writer) => writer.Write(_next);

    /// <summary>Reads what was written, when all sets are there.</summary>
    public void Load(StateReader reader) => _next = reader.ReadIndex("the next working set", _sets.Count);

    private uint TrimRound(uint count, int wanted, bool keepsMinimum)
    {
        uint trimmed = 0;
        for (int left = _sets.Count; left > 0 && trimmed < count; left--)
        {
            WorkingSet set = _sets[_next];
            _next = _next + 1 < _sets.Count ? _next + 1 : 0;
            uint spare = keepsMinimum ? set.Count - Math.Min(set.Count, set.Minimum) : set.Count;
            trimmed += set.Trim(Math.Min(count - trimmed, spare), wanted);
        }

        return trimmed;
    }
}

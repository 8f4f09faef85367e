using System.Collections.Generic;

namespace ExPool.Contract.Tests.Support;

/// <summary>Ranges of addresses that must not touch each other.</summary>
internal sealed class IntervalMap
{
    private readonly List<(nuint Start, nuint End)> _ranges = [];

    /// <summary>
    /// Adds a range; answers the one it overlaps, or null when it overlaps none and was added.
    /// </summary>
    public (nuint Start, nuint End)? Add(nuint start, nuint end)
    {
        int index = FirstAtOrAfter(start);
        if (index > 0 && _ranges[index - 1].End > start)
        {
            return _ranges[index - 1];
        }

        if (index < _ranges.Count && _ranges[index].Start < end)
        {
            return _ranges[index];
        }

        _ranges.Insert(index, (start, end));
        return null;
    }

    public void Remove(nuint start) => _ranges.RemoveAt(FirstAtOrAfter(start));

    private int FirstAtOrAfter(nuint start)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].Start < start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

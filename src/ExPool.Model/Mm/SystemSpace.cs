using System;
using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>The system's half of the address space: its regions.</summary>
/// <remarks>NT's MiSystemVaType in purpose.</remarks>
internal sealed class SystemSpace
{
    private readonly SystemRange[] _byType = new SystemRange[16];

    /// <summary>Makes regions; only those that take units of the same addresses overlap.</summary>
    public SystemSpace(IEnumerable<SystemRange> ranges)
    {
        List<SystemRange> all = [.. ranges];
        all.Sort((left, right) => left.Start.CompareTo(right.Start));
        Ranges = all;
        foreach (SystemRange range in all)
        {
            // Of two regions of one type, as system entries before Vista, the larger one serves.
            if (_byType[(int)range.Type] is not SystemRange other || other.Pages.Length < range.Pages.Length)
            {
                _byType[(int)range.Type] = range;
            }
        }
    }

    /// <summary>The regions by address.</summary>
    public IReadOnlyList<SystemRange> Ranges { get; }

    /// <summary>Whether there is a region for a use.</summary>
    public bool Has(SystemVaType type) => _byType[(int)type] is not null;

    /// <summary>The region for a use.</summary>
    public SystemRange this[SystemVaType type] =>
        _byType[(int)type] ?? throw new ArgumentException($"This machine has no region for {type}.", nameof(type));

    /// <summary>The region for a use; <see langword="null"/> where the machine has none.</summary>
    public SystemRange? TryGet(SystemVaType type) => _byType[(int)type];

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        foreach (SystemRange range in Ranges)
        {
            range.Save(writer);
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        foreach (SystemRange range in Ranges)
        {
            range.Load(reader);
        }
    }

    /// <summary>The region that an address lies in.</summary>
    public SystemRange? Find(nuint address)
    {
        foreach (SystemRange range in Ranges)
        {
            if (range.Contains(address))
            {
                return range;
            }
        }

        return null;
    }
}

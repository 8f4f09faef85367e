using System;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>One region of the system's address space, and which of its pages are given out.</summary>
/// <remarks>In NT a bitmap of page-table entries for each region that grows and shrinks.</remarks>
internal sealed class SystemRange
{
    public SystemRange(SystemVaType type, ulong start, ulong byteCount, SharedUnits? units = null)
    {
        Units = units;
        Type = type;
        Start = (nuint)start;
        Pages = new PageBitmap(byteCount >> PhysicalMemory.PageShift);
    }

    /// <summary>What the region is for.</summary>
    public SystemVaType Type { get; }

    /// <summary>What it takes its units of; <see langword="null"/> where all pages are its own.</summary>
    public SharedUnits? Units { get; }

    /// <summary>Its first address.</summary>
    public nuint Start { get; }

    /// <summary>Its pages.</summary>
    public PageBitmap Pages { get; }

    /// <summary>Pages that are given out.</summary>
    public ulong UsedCount { get; set; }

    /// <summary>The most pages that were ever given out.</summary>
    public ulong PeakCount { get; set; }

    /// <summary>Requests that found no room.</summary>
    public ulong FailureCount { get; set; }

    /// <summary>Pages that are free.</summary>
    public ulong FreeCount => Pages.Length - UsedCount;

    /// <summary>Whether an address lies in the region; of shared addresses, in a unit that it was given.</summary>
    public bool Contains(nuint address) =>
        address >= Start && ((address - Start) >> PhysicalMemory.PageShift) < Pages.Length
        && (Units is null || Pages[(address - Start) >> PhysicalMemory.PageShift]);

    /// <summary>Gives out pages that follow each other.</summary>
    /// <returns>The first address; 0 when there is no such run.</returns>
    public nuint Take(ulong pageCount)
    {
        if (pageCount == 0 || pageCount > FreeCount || !Pages.TryFindClear(pageCount, out ulong first))
        {
            FailureCount++;
            return 0;
        }

        Give(first, pageCount);
        return Start + ((nuint)first << PhysicalMemory.PageShift);
    }

    /// <summary>Gives out pages that are free.</summary>
    public void Give(ulong first, ulong pageCount)
    {
        Pages.Set(first, pageCount);
        UsedCount += pageCount;
        PeakCount = Math.Max(PeakCount, UsedCount);
    }

    /// <summary>Takes pages back.</summary>
    public void Return(nuint address, ulong pageCount)
    {
        Pages.Clear((address - Start) >> PhysicalMemory.PageShift, pageCount);
        UsedCount -= pageCount;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        Pages.Save(writer);
        writer.Write(UsedCount);
        writer.Write(PeakCount);
        writer.Write(FailureCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        Pages.Load(reader);
        UsedCount = reader.ReadUInt64();
        PeakCount = reader.ReadUInt64();
        FailureCount = reader.ReadUInt64();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Profiles;

namespace ExPool.Model;

/// <summary>Gives each user of the system's address space one range of it.</summary>
internal sealed class SpaceCutter
{
    private const ulong Page = PhysicalMemory.PageByteCount;

    // A bit for each page is kept; no machine of the time gets near.
    private const ulong LargestRegion = 512UL << 30;

    // Of a space that is handed out by the unit: what system entries, the cache and sessions have of it, at most and as
    // a share. Unverified.
    private const ulong LargestPart = 128UL << 20;
    private const ulong PartShare = 8;

    private readonly List<(SystemRegionKind Kind, ulong Start, ulong End)> _pieces;
    private readonly MachineLimits _limits;
    private readonly ulong _largePage;

    public SpaceCutter(IEnumerable<SystemRegion> regions, MachineLimits limits, ulong largePage, ulong tables)
    {
        _limits = limits;
        _largePage = largePage;

        // The end of the last region is the end of the space; nothing of ours lies there.
        _pieces = [.. regions
            .Where(region => region.Kind != SystemRegionKind.Hal)
            .Select(region => (region.Kind, region.Start, region.Start + region.ByteCount))];
        if (Has(SystemRegionKind.Dynamic))
        {
            Shared = CutDynamic(tables);
        }
        else
        {
            JoinNonPaged();
        }
    }

    /// <summary>What the pools share; <see langword="null"/> where each has a region.</summary>
    public SharedSpace? Shared { get; }

    /// <summary>What the loader leaves in RAM: the kernel, and the PFN database.</summary>
    public List<(nuint Address, uint PageCount)> Images(ulong imageByteCount) =>
    [
        ((nuint)Largest(SystemRegionKind.LoaderMappings).Start, (uint)(imageByteCount / Page)),
        ((nuint)Largest(SystemRegionKind.PfnDatabase).Start, (uint)(_limits.PfnDatabaseByteCount / Page)),
    ];

    /// <summary>Takes a place for the pools' own tables: behind the images where there is room, else from system
    /// entries.</summary>
    public (ulong Start, ulong ByteCount) Tables(ulong offset, ulong byteCount)
    {
        (SystemRegionKind _, ulong start, ulong end) = Largest(SystemRegionKind.LoaderMappings);
        return offset != 0 && end - start > offset
            ? (start + offset, end - start - offset)
            : (TakeFrom(SystemRegionKind.SystemPtes, byteCount), byteCount);
    }

    /// <summary>What is left, by use.</summary>
    public List<(SystemVaType Type, ulong Start, ulong ByteCount)> Regions()
    {
        List<(SystemVaType, ulong, ulong)> regions = [];
        foreach ((SystemRegionKind kind, ulong start, ulong end) in _pieces)
        {
            if (TypeOf(kind) is SystemVaType type && end > start)
            {
                regions.Add((type, start, Math.Min(end - start, LargestRegion)));
            }
        }

        return regions;
    }

    private static SystemVaType? TypeOf(SystemRegionKind kind) => kind switch
    {
        SystemRegionKind.NonPagedPool => SystemVaType.NonPagedPool,
        SystemRegionKind.PagedPool => SystemVaType.PagedPool,
        SystemRegionKind.SystemPtes => SystemVaType.SystemPtes,
        SystemRegionKind.SystemCache => SystemVaType.SystemCache,
        SystemRegionKind.SessionSpace => SystemVaType.SessionSpace,
        _ => null,
    };

    private bool Has(SystemRegionKind kind) => _pieces.Any(piece => piece.Kind == kind);

    private (SystemRegionKind Kind, ulong Start, ulong End) Largest(SystemRegionKind kind) =>
        _pieces.Where(piece => piece.Kind == kind).MaxBy(piece => piece.End - piece.Start);

    private ulong TakeFrom(SystemRegionKind kind, ulong byteCount)
    {
        (SystemRegionKind Kind, ulong Start, ulong End) piece = Largest(kind);
        if (piece.End - piece.Start < byteCount)
        {
            throw new ComputerException(
                $"the kernel's address space has {piece.End - piece.Start} bytes left for {kind}; "
                + $"expected {byteCount}");
        }

        _pieces.Remove(piece);
        _pieces.Add((kind, piece.Start + byteCount, piece.End));
        return piece.Start;
    }

    /// <summary>Cuts what is fixed out of the dynamic space: images, frames, system entries and the pools' tables. The
    /// rest, on both sides of the page tables, is for whoever grows.</summary>
    private SharedSpace CutDynamic(ulong tablesByteCount)
    {
        List<(SystemRegionKind Kind, ulong Start, ulong End)> parts =
            [.. _pieces
                .Where(piece => piece.Kind == SystemRegionKind.Dynamic)
                .OrderBy(piece => piece.Start)
                .Select(piece => piece with { Start = BehindTables(piece.Start) })];
        _pieces.RemoveAll(piece => piece.Kind == SystemRegionKind.Dynamic);
        ulong next = parts[0].Start;
        ulong all = parts.Aggregate(0UL, (sum, part) => sum + (part.End - part.Start));
        Cut(SystemRegionKind.LoaderMappings, 4 * _largePage);
        Cut(SystemRegionKind.PfnDatabase, _limits.PfnDatabaseByteCount);
        ulong part = Math.Min(all / PartShare, LargestPart);
        Cut(SystemRegionKind.SystemPtes, tablesByteCount + part);
        Cut(SystemRegionKind.SystemCache, part);
        Cut(SystemRegionKind.SessionSpace, part / 2);
        if (next >= parts[0].End)
        {
            throw new ComputerException(
                $"the kernel's address space has {parts[0].End - parts[0].Start} bytes for images, frames and system "
                + $"entries; expected {next - parts[0].Start}");
        }

        // With 3 GB for users there is one part; else the page tables lie between two.
        ulong end = parts[^1].End - ((parts[^1].End - next) % _largePage);
        ulong hole = parts.Count > 1 ? parts[1].Start - parts[0].End : 0;
        return new SharedSpace(next, end - next, _largePage, hole == 0 ? end : parts[0].End, hole);

        void Cut(SystemRegionKind kind, ulong byteCount)
        {
            ulong cut = next + ((byteCount + _largePage - 1) / _largePage * _largePage);
            _pieces.Add((kind, next, cut));
            next = cut;
        }
    }

    /// <summary>The first address from one on that no page table is seen at. Windows 8 and later have the long entries
    /// even where nobody asked for PAE.</summary>
    private ulong BehindTables(ulong start)
    {
        const ulong ShortTables = 4UL << 20;
        const ulong LongTables = 8UL << 20;
        ulong first = Largest(SystemRegionKind.PageTables).Start;
        ulong end = first + (_largePage < ShortTables ? LongTables : ShortTables);
        return start < first ? start : Math.Max(start, end);
    }

    /// <summary>Makes one range of the parts of nonpaged pool, at the first one's place.</summary>
    private void JoinNonPaged()
    {
        List<(SystemRegionKind Kind, ulong Start, ulong End)> parts =
            [.. _pieces.Where(piece => piece.Kind == SystemRegionKind.NonPagedPool).OrderBy(piece => piece.Start)];
        (SystemRegionKind Kind, ulong Start, ulong End) first = parts[0];
        ulong start = (first.Start + _largePage - 1) / _largePage * _largePage;
        ulong end = Math.Max(first.End, start + MaximumOf(_limits.NonPagedMaximum));
        foreach ((SystemRegionKind Kind, ulong Start, ulong End) part in parts.Skip(1))
        {
            _pieces.Remove(part);
            _pieces.Add((SystemRegionKind.SystemPtes, part.Start, part.End));
        }

        _pieces.Remove(first);
        int next = _pieces.FindIndex(piece => piece.Start == first.End && piece.Kind == SystemRegionKind.SystemPtes);
        if (end > first.End && next >= 0)
        {
            _pieces[next] = (_pieces[next].Kind, end, _pieces[next].End);
        }

        _pieces.Add((SystemRegionKind.NonPagedPool, start, next >= 0 || Is64(first.Start) ? end : first.End));
    }

    private static bool Is64(ulong address) => address > uint.MaxValue;

    private static ulong MaximumOf(LimitValue value) => value.ByteCount is ulong bytes ? bytes / Page * Page : 0;
}

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

    // Of a space that is handed out by the unit: what each pool may have of it, in 16ths. Page tables part it in two
    // where users have 2 GB; then each pool has one of the parts.
    private const ulong NonPagedShare = 8;
    private const ulong PagedShare = 5;
    private const ulong CacheShare = 1;
    private const ulong NonPagedShareOfPart = 12;
    private const ulong PagedShareOfPart = 14;
    private const ulong AllShares = 16;

    private readonly List<(SystemRegionKind Kind, ulong Start, ulong End)> _pieces;
    private readonly MachineLimits _limits;
    private readonly ulong _largePage;

    public SpaceCutter(IEnumerable<SystemRegion> regions, MachineLimits limits, ulong largePage)
    {
        _limits = limits;
        _largePage = largePage;

        // The end of the last region is the end of the space; nothing of ours lies there.
        _pieces = [.. regions
            .Where(region => region.Kind != SystemRegionKind.Hal)
            .Select(region => (region.Kind, region.Start, region.Start + region.ByteCount))];
        if (Has(SystemRegionKind.Dynamic))
        {
            CutDynamic();
        }
        else
        {
            JoinNonPaged();
        }
    }

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

    private List<(SystemRegionKind Kind, ulong Start, ulong End)> PiecesOf(SystemRegionKind kind) =>
        [.. _pieces.Where(piece => piece.Kind == kind).OrderBy(piece => piece.Start)];

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

    /// <summary>Hands the dynamic space out once and for all: images, frames, pools, cache, and the rest to system
    /// entries.</summary>
    private void CutDynamic()
    {
        List<(SystemRegionKind Kind, ulong Start, ulong End)> parts = PiecesOf(SystemRegionKind.Dynamic);
        _pieces.RemoveAll(parts.Contains);
        bool isParted = parts.Count > 1;
        (ulong next, ulong end) = (parts[0].Start, parts[0].End);
        Cut(SystemRegionKind.LoaderMappings, 4 * _largePage);
        Cut(SystemRegionKind.PfnDatabase, _limits.PfnDatabaseByteCount);
        ulong left = end - next;
        CutPool(SystemRegionKind.NonPagedPool, _limits.NonPagedMaximum, isParted ? NonPagedShareOfPart : NonPagedShare);
        if (isParted)
        {
            _pieces.Add((SystemRegionKind.SystemPtes, next, end));
            (next, end) = (parts[1].Start, parts[1].End);
            left = end - next;
        }

        CutPool(SystemRegionKind.PagedPool, _limits.PagedMaximum, isParted ? PagedShareOfPart : PagedShare);
        if (!isParted)
        {
            Cut(SystemRegionKind.SystemCache, left / AllShares * CacheShare);
        }

        _pieces.Add((isParted ? SystemRegionKind.SystemCache : SystemRegionKind.SystemPtes, next, end));

        void CutPool(SystemRegionKind kind, LimitValue limit, ulong share) =>
            Cut(kind, Math.Min(MaximumOf(limit), left / AllShares * share));

        void Cut(SystemRegionKind kind, ulong byteCount)
        {
            ulong last = next + ((byteCount + _largePage - 1) / _largePage * _largePage);
            _pieces.Add((kind, next, last));
            next = last;
        }
    }

    /// <summary>Makes one range of the parts of nonpaged pool, at the first one's place.</summary>
    private void JoinNonPaged()
    {
        List<(SystemRegionKind Kind, ulong Start, ulong End)> parts = PiecesOf(SystemRegionKind.NonPagedPool);
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

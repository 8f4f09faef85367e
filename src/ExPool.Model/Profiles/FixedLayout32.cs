using System;
using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>x86 before Windows Vista: regions whose sizes are set at boot and never change.</summary>
/// <remarks>
/// The fixed addresses are published (docs/sources.md#kernel-address-space). What goes between them is this model's:
/// 2 GB split: loader, PFN database, nonpaged pool, system PTEs below the session; cache and paged pool above the page
/// tables; the expansion of nonpaged pool at the top. With /3GB all but cache and session lie above E0000000.
/// </remarks>
internal sealed class FixedLayout32(bool hasSessions, string source) : ILayout
{
    private const string Unverified = "unverified; docs/sources.md#kernel-address-space";
    private const ulong PageTables = 0xC000_0000;
    private const ulong WorkingSet = 0xC0C0_0000;
    private const ulong Cache = 0xC100_0000;
    private const ulong PagedPool = 0xE100_0000;
    private const ulong SmallKernelBase = 0xE000_0000;   // with /3GB
    private const ulong NonPagedEnd = 0xFFBE_0000;
    private const ulong Hal = 0xFFC0_0000;
    private const ulong End = 0x1_0000_0000;
    private const ulong Unit = 4 * Bytes.Megabyte;
    private const ulong Loader = 16 * Bytes.Megabyte;                 // unverified: kernel, HAL and boot drivers
    private const ulong LargestExpansion = 128 * Bytes.Megabyte;      // docs/sources.md#kernel-address-space
    private const ulong SessionWorkingSet = 4 * Bytes.Megabyte;
    private const ulong SystemViews = 64 * Bytes.Megabyte;            // without sessions: A0000000 to A3FFFFFF
    private const ulong LargestNonPaged = 256 * Bytes.Megabyte;
    private const ulong LeastCache = 64 * Bytes.Megabyte;             // what is left to it in the worst case
    private const ulong LeastPtes = 10_000 * Bytes.Page;              // Q304101: keep so many free

    public ulong? UnitByteCount(MachineFacts machine) => null;

    /// <summary>With /3GB paged pool shares 508 MB with all that grows with RAM.</summary>
    public RegionSizes Fit(MachineFacts machine, RegionSizes sizes)
    {
        ulong boot = checked(Loader + machine.PfnDatabaseByteCount + LeastPtes);
        ulong session = hasSessions ? Session(sizes) : SystemViews;
        if (machine.HasThreeGigabytes)
        {
            CheckSession(session, SmallKernelBase - Cache - LeastCache);
            ulong room = NonPagedEnd - SmallKernelBase - boot;
            ulong pool = Math.Min(sizes.NonPagedMaximum, Math.Max(LargestExpansion, room / 2));
            return With(sizes, pool, Bytes.RoundDown(room - pool, Unit));
        }

        ulong low = PageTables - machine.UserEnd - boot;
        CheckSession(session, low - Math.Min(sizes.NonPagedMaximum, LargestNonPaged));
        return With(
            sizes,
            Math.Min(sizes.NonPagedMaximum, low - session),
            Bytes.RoundDown(NonPagedEnd - Cache - LeastCache, Unit));
    }

    public IReadOnlyList<SystemRegion> Regions(MachineFacts machine, RegionSizes sizes)
    {
        List<SystemRegion> regions = [];
        if (machine.HasThreeGigabytes)
        {
            Add(regions, SystemRegionKind.SystemPtes, machine.UserEnd, PageTables);
            AddTables(regions, machine);
            AddSmallKernel(regions, machine, sizes);
        }
        else
        {
            ulong cacheEnd = Math.Min(PagedPool, Bytes.RoundDown(NonPagedEnd - sizes.PagedMaximum, Unit));
            AddLowHalf(regions, machine, sizes, cacheEnd);
            AddTables(regions, machine);
            Add(regions, SystemRegionKind.SystemCache, Cache, Math.Min(cacheEnd, Cache + sizes.SystemCache));
            ulong pagedEnd = cacheEnd + sizes.PagedMaximum;
            Add(regions, SystemRegionKind.PagedPool, cacheEnd, pagedEnd);
            ulong expansion = NonPagedEnd - Expansion(sizes, cacheEnd);
            Add(regions, SystemRegionKind.SystemPtes, pagedEnd, expansion);
            Add(regions, SystemRegionKind.NonPagedPool, expansion, NonPagedEnd);
        }

        Add(regions, SystemRegionKind.DumpArea, NonPagedEnd, Hal);
        Add(regions, SystemRegionKind.Hal, Hal, End);
        return regions;
    }

    // Above paged pool there is room for so much of nonpaged pool; the rest of it stays with the initial part.
    private static ulong Expansion(RegionSizes sizes, ulong pagedStart)
    {
        ulong room = NonPagedEnd - pagedStart - sizes.PagedMaximum;
        return Math.Min(Math.Min(sizes.NonPagedMaximum - sizes.NonPagedInitial, room), LargestExpansion);
    }

    private void AddLowHalf(List<SystemRegion> regions, MachineFacts machine, RegionSizes sizes, ulong pagedStart)
    {
        ulong low = sizes.NonPagedMaximum - Expansion(sizes, pagedStart);
        ulong end = AddBoot(regions, machine, machine.UserEnd, low);
        ulong top = PageTables - (hasSessions ? Session(sizes) : 0);
        if (!hasSessions)
        {
            ulong views = Math.Max(end, 0xA000_0000);
            Add(regions, SystemRegionKind.SystemPtes, end, views);
            Add(regions, SystemRegionKind.SystemViews, views, views + SystemViews);
            end = views + SystemViews;
        }

        // LargeSystemCache: more than fits above the page tables goes below the session.
        ulong inPlace = pagedStart - Cache;
        ulong overflow = sizes.SystemCache > inPlace ? sizes.SystemCache - inPlace : 0;
        ulong cache = top - Math.Min(overflow, top - end);
        Add(regions, SystemRegionKind.SystemPtes, end, cache);
        Add(regions, SystemRegionKind.SystemCache, cache, top);
        Add(regions, SystemRegionKind.SessionSpace, top, PageTables);
    }

    private void AddSmallKernel(List<SystemRegion> regions, MachineFacts machine, RegionSizes sizes)
    {
        ulong session = SmallKernelBase - (hasSessions ? Session(sizes) : SystemViews);
        Add(regions, SystemRegionKind.SystemCache, Cache, Math.Min(session, Cache + sizes.SystemCache));
        Add(
            regions,
            hasSessions ? SystemRegionKind.SessionSpace : SystemRegionKind.SystemViews,
            session,
            SmallKernelBase);
        ulong paged = AddBoot(regions, machine, SmallKernelBase, sizes.NonPagedMaximum);
        Add(regions, SystemRegionKind.PagedPool, paged, paged + sizes.PagedMaximum);
        Add(regions, SystemRegionKind.SystemPtes, paged + sizes.PagedMaximum, NonPagedEnd);
    }

    // What boot maps, one after the other; returns its end.
    private ulong AddBoot(List<SystemRegion> regions, MachineFacts machine, ulong start, ulong nonPaged)
    {
        ulong pfnDatabase = start + Loader;
        ulong pool = pfnDatabase + machine.PfnDatabaseByteCount;
        Add(regions, SystemRegionKind.LoaderMappings, start, pfnDatabase);
        Add(regions, SystemRegionKind.PfnDatabase, pfnDatabase, pool);
        Add(regions, SystemRegionKind.NonPagedPool, pool, pool + nonPaged);
        return pool + nonPaged;
    }

    private void AddTables(List<SystemRegion> regions, MachineFacts machine)
    {
        ulong tables = (machine.Switches.Pae ? 8UL : 4UL) * Bytes.Megabyte;
        ulong hyperspace = PageTables + tables;
        Add(regions, SystemRegionKind.PageTables, PageTables, hyperspace);
        Add(regions, SystemRegionKind.Hyperspace, hyperspace, hyperspace + Unit);
        Add(regions, SystemRegionKind.SystemWorkingSet, WorkingSet, Cache);
    }

    private static RegionSizes With(RegionSizes sizes, ulong nonPaged, ulong mostPaged) => sizes with
    {
        NonPagedMaximum = nonPaged,
        NonPagedInitial = Math.Min(sizes.NonPagedInitial, nonPaged),
        PagedMaximum = Math.Min(sizes.PagedMaximum, mostPaged),
    };

    private static void CheckSession(ulong session, ulong room)
    {
        if (session > room)
        {
            throw new ProfileException(
                $"session space of {Bytes.Text(session)} does not fit; "
                + $"the kernel's address space leaves {Bytes.Text(room)}");
        }
    }

    private static ulong Session(RegionSizes sizes) => Bytes.RoundUp(
        checked(sizes.SessionImage + SessionWorkingSet + sizes.SessionView + sizes.SessionPool), Unit);

    private void Add(List<SystemRegion> regions, SystemRegionKind kind, ulong start, ulong end)
    {
        if (end > start)
        {
            bool isPublished = kind is SystemRegionKind.PageTables or SystemRegionKind.Hyperspace
                or SystemRegionKind.SystemWorkingSet or SystemRegionKind.DumpArea or SystemRegionKind.Hal
                || (kind, start) is (SystemRegionKind.SystemCache, Cache) or (SystemRegionKind.PagedPool, PagedPool)
                || (kind, end) is (SystemRegionKind.SessionSpace, PageTables);
            regions.Add(new(kind, start, end - start, isPublished ? source : Unverified));
        }
    }
}

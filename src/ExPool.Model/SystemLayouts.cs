using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Profiles;

namespace ExPool.Model;

/// <summary>Lays a machine out as a Windows release does.</summary>
/// <remarks>
/// Two things differ from Windows. Before Vista on x86 the initial part of nonpaged pool and its expansion lie
/// together, because a pool of this library is one range of addresses, and system entries have the expansion's place.
/// From Vista on, where x86 hands its space out by the unit, both pools take units of one range, but system entries
/// have their part from the start.
/// </remarks>
internal static class SystemLayouts
{
    private const ulong Page = PhysicalMemory.PageByteCount;
    private const ulong Megabyte = 1 << 20;
    private const ulong FourGigabytes = 1UL << 32;

    // The kernel, the HAL and boot drivers; unverified for any release.
    private const ulong LargestImage = 8 * Megabyte;
    private const ulong ImageShare = 16;

    // The pools' own tables on a machine of 32 bits, as the pools ask for them: a part for all and one for each
    // processor, the tags, and a record for each page. With /3GB there is room for no more.
    private const ulong SharedTables = 8 * Megabyte;
    private const ulong TablesOfProcessor = 2 * Megabyte;
    private const ulong LargestTables = 64 * Megabyte;
    private const ulong TagTables = 5 * Megabyte;
    private const ulong TablesOfPage = 20;
    private const ulong LargestPool32 = 2048 * Megabyte;
    private const ulong TablesOffset64 = 64UL << 30;

    // Firmware keeps what lies between 636 KB and 1 MB.
    private const uint LowEnd = 0x9F;
    private const uint HighStart = 0x100;

    /// <summary>Lays a machine out.</summary>
    public static SystemLayout Of(
        WindowsProfile profile, MachineLimits limits, MachineSwitches switches, int processorCount)
    {
        PteFormat format = PteFormat.Of(ModeOf(profile, switches), GenerationOf(profile));
        List<SystemRegion> regions = [.. limits.Regions];
        ulong image = Math.Min(LargestImage, RoundUp(limits.UsablePhysicalByteCount / ImageShare, Page));
        bool isShared = regions.Exists(region => region.Kind == SystemRegionKind.Dynamic);
        ulong tables = TablesOf(limits, processorCount, isShared);
        SpaceCutter cutter = new(regions, limits, (ulong)format.PagesPerLargePage * Page, tables);
        return new SystemLayout
        {
            Format = format,
            Runs = RunsOf(limits.UsablePhysicalByteCount, switches),
            SelfMap = regions.First(region => region.Kind == SystemRegionKind.PageTables).Start,
            Images = cutter.Images(image),
            Tables = cutter.Tables(profile.Is64Bit ? TablesOffset64 : 0, tables),
            Regions = cutter.Regions(),
            UserEnd = UserEndOf(profile, format, switches),
            Shared = cutter.Shared,
        };
    }

    /// <summary>Where user addresses end (docs/sources.md#user-addresses), down to what a page table covers.</summary>
    private static ulong UserEndOf(WindowsProfile profile, PteFormat format, MachineSwitches switches)
    {
        if (profile.Is64Bit)
        {
            bool isLarge = Version.Parse(profile.Version) >= new Version(6, 3);
            return isLarge ? 128UL << 40 : 8UL << 40;
        }

        const ulong Usual = 2048;
        const ulong Large = 3072;
        ulong end = (ulong)(switches.UserVaMegabytes ?? (int)(switches.ThreeGigabytes ? Large : Usual)) * Megabyte;
        return end / format.ByteCountOf(1) * format.ByteCountOf(1);
    }

    // Of what pools share, each has tables for all.
    private static ulong TablesOf(MachineLimits limits, int processorCount, bool isShared)
    {
        ulong processors = SharedTables + ((ulong)processorCount * TablesOfProcessor);

        // Pools that share the dynamic space have a record each for every page of it.
        ulong shared = limits.Regions
            .Where(region => region.Kind == SystemRegionKind.Dynamic)
            .Aggregate(0UL, (sum, region) => sum + region.ByteCount);
        ulong pools = shared != 0 ? 2 * shared : Pool(limits.NonPagedMaximum) + Pool(limits.PagedMaximum);
        return RoundUp(
            Math.Min(processors, LargestTables) + TagTables + (pools / Page * TablesOfPage), Megabyte);

        ulong Pool(LimitValue limit) =>
            isShared ? LargestPool32 : Math.Min(limit.ByteCount ?? LargestPool32, LargestPool32);
    }

    /// <summary>From Windows 8 on there is no kernel for the short entries.</summary>
    private static PagingMode ModeOf(WindowsProfile profile, MachineSwitches switches) =>
        profile.Is64Bit ? PagingMode.Amd64
        : switches.Pae || !PteFormat.Exists(PagingMode.X86, GenerationOf(profile)) ? PagingMode.Pae
        : PagingMode.X86;

    /// <summary>RAM as the processor sees it: with a hole for firmware, and perhaps one for devices.</summary>
    private static List<FrameRun> RunsOf(ulong byteCount, MachineSwitches switches)
    {
        uint frames = (uint)Math.Min(byteCount / Page, uint.MaxValue - (FourGigabytes / Page));
        uint holeStart = (uint)((FourGigabytes - switches.MemoryHoleByteCount) / Page);
        List<FrameRun> runs = [new FrameRun(1, LowEnd - 1)];
        if (switches.MemoryHoleByteCount != 0 && frames > holeStart)
        {
            runs.Add(new FrameRun(HighStart, holeStart - HighStart));
            runs.Add(new FrameRun((uint)(FourGigabytes / Page), frames - holeStart));
            return runs;
        }

        runs.Add(new FrameRun(HighStart, frames - HighStart));
        return runs;
    }

    private static PteGeneration GenerationOf(WindowsProfile profile) =>
        Enum.Parse<PteGeneration>(profile.PteGeneration);

    private static ulong RoundUp(ulong value, ulong step) => (value + step - 1) / step * step;
}

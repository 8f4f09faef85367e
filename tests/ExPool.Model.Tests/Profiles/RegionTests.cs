using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Profiles;
using Xunit;

namespace ExPool.Model.Tests.Profiles;

/// <summary>The kernel's address space holds what the limits say, and nothing lies on anything else.</summary>
public sealed class RegionTests
{
    private const ulong Megabyte = 1UL << 20;
    private const ulong Gigabyte = 1UL << 30;

    private const ulong MostOfX86 = 65536;

    private static readonly ulong[] s_megabytes =
        [4, 5, 16, 64, 255, 400, 512, 1023, 1229, 2048, 4096, 16384, 65536, 1 << 20];

    public static IEnumerable<TheoryDataRow<string, string>> Profiles()
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            yield return new(profile.Name, profile.Architecture);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Regions_never_overlap_and_hold_both_pools(string os, string arch)
    {
        WindowsProfile profile = WindowsProfile.Find(os, arch);
        foreach (MachineSwitches switches in Starts(profile))
        {
            foreach (ulong megabytes in s_megabytes.Where(megabytes => profile.Is64Bit || megabytes <= MostOfX86))
            {
                MachineLimits limits = MachineLimits.Compute(profile, megabytes * Megabyte, switches);
                AssertOrdered(limits.Regions);
                if (limits.DynamicUnitByteCount is null && switches.Rules != "overview")
                {
                    ulong paged = Sum(limits, SystemRegionKind.PagedPool);
                    ulong nonPaged = Sum(limits, SystemRegionKind.NonPagedPool);
                    Assert.True(limits.PagedMaximum.ByteCount <= paged, $"{megabytes} MB: paged pool does not fit");
                    Assert.True(
                        limits.NonPagedMaximum.ByteCount <= nonPaged, $"{megabytes} MB: nonpaged pool does not fit");
                    Assert.Equal(limits.PfnDatabaseByteCount, Sum(limits, SystemRegionKind.PfnDatabase));
                }

                Assert.True(limits.NonPagedInitial.ByteCount <= limits.NonPagedMaximum.ByteCount);
            }
        }
    }

    [Theory]
    [InlineData(SystemRegionKind.PageTables, 0xC0000000, 4 * Megabyte)]
    [InlineData(SystemRegionKind.Hyperspace, 0xC0400000, 4 * Megabyte)]
    [InlineData(SystemRegionKind.SystemWorkingSet, 0xC0C00000, 4 * Megabyte)]
    [InlineData(SystemRegionKind.SystemCache, 0xC1000000, 512 * Megabyte)]
    [InlineData(SystemRegionKind.PagedPool, 0xE1000000, 360 * Megabyte)]
    [InlineData(SystemRegionKind.SessionSpace, 0xBB400000, 76 * Megabyte)]
    [InlineData(SystemRegionKind.DumpArea, 0xFFBE0000, 0x20000)]
    [InlineData(SystemRegionKind.Hal, 0xFFC00000, 4 * Megabyte)]
    public void Windows_XP_has_its_published_addresses(SystemRegionKind kind, ulong start, ulong byteCount)
    {
        SystemRegion region = Assert.Single(
            Of("XP", "x86", 2 * Gigabyte, new()).Regions, region => region.Kind == kind);
        Assert.Equal((start, byteCount), (region.Start, region.ByteCount));
    }

    [Theory]
    [InlineData(SystemRegionKind.PageTables, 0xFFFFF68000000000, 512 * Gigabyte)]
    [InlineData(SystemRegionKind.Hyperspace, 0xFFFFF70000000000, 512 * Gigabyte)]
    [InlineData(SystemRegionKind.SharedPage, 0xFFFFF78000000000, 4096)]
    [InlineData(SystemRegionKind.SystemWorkingSet, 0xFFFFF78000001000, (512 * Gigabyte) - 4096)]
    [InlineData(SystemRegionKind.LoaderMappings, 0xFFFFF80000000000, 512 * Gigabyte)]
    [InlineData(SystemRegionKind.SystemPtes, 0xFFFFF88000000000, 128 * Gigabyte)]
    [InlineData(SystemRegionKind.PagedPool, 0xFFFFF8A000000000, 128 * Gigabyte)]
    [InlineData(SystemRegionKind.SessionSpace, 0xFFFFF90000000000, 512 * Gigabyte)]
    [InlineData(SystemRegionKind.SystemCache, 0xFFFFF98000000000, 1024 * Gigabyte)]
    [InlineData(SystemRegionKind.PfnDatabase, 0xFFFFFA8000000000, 24 * Megabyte)]
    [InlineData(SystemRegionKind.NonPagedPool, 0xFFFFFA8001800000, 1536 * Megabyte)]
    [InlineData(SystemRegionKind.Hal, 0xFFFFFFFFFFC00000, 4 * Megabyte)]
    public void Windows_7_x64_has_its_published_addresses(SystemRegionKind kind, ulong start, ulong byteCount)
    {
        SystemRegion region = Assert.Single(Of("7", "x64", 2 * Gigabyte, new()).Regions, region => region.Kind == kind);
        Assert.Equal((start, byteCount), (region.Start, region.ByteCount));
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 2)]
    public void Windows_7_x86_hands_out_space_in_units_of_a_page_table(bool isPae, ulong megabytes)
    {
        MachineLimits limits = Of("7", "x86", 2 * Gigabyte, new() { Pae = isPae });
        Assert.Equal(megabytes * Megabyte, limits.DynamicUnitByteCount);
        Assert.Equal(0x80000000, limits.Regions[0].Start);
        Assert.Equal(2 * Gigabyte, Sum(limits.Regions));
        Assert.Equal(isPae ? 8 * Megabyte : 4 * Megabyte, Sum(limits, SystemRegionKind.PageTables));
    }

    [Fact]
    public void The_session_moves_down_with_its_views_as_published()
    {
        Dictionary<string, ulong> registry = new() { ["SessionViewSize"] = 20 };
        MachineLimits limits = Of("2003", "x86", Gigabyte, new() { Registry = registry });
        Assert.Equal(0xBD000000, limits.Regions.Single(region => region.Kind == SystemRegionKind.SessionSpace).Start);
    }

    [Fact]
    public void The_kernel_begins_where_the_user_ends()
    {
        Assert.Equal(0x80000000, Of("2003", "x86", Gigabyte, new()).Regions[0].Start);
        Assert.Equal(0xC0000000, Of("2003", "x86", Gigabyte, new() { ThreeGigabytes = true }).Regions[0].Start);
        Assert.Equal(2900 * Megabyte, Of("2003", "x86", Gigabyte, new() { UserVaMegabytes = 2900 }).Regions[0].Start);
        Assert.Equal(2900 * Megabyte, Of("7", "x86", Gigabyte, new() { UserVaMegabytes = 2900 }).Regions[0].Start);
    }

    [Fact]
    public void UserVa_gives_the_kernel_page_table_entries_back()
    {
        ulong Ptes(int megabytes) =>
            Of("2003", "x86", 4 * Gigabyte, new() { UserVaMegabytes = megabytes }).SystemPtesMaximum.ByteCount!.Value;

        Assert.Equal(172 * Megabyte, Ptes(2900) - Ptes(3072));
        Assert.True(Ptes(3072) >= 10_000 * 4096);
    }

    [Fact]
    public void More_RAM_leaves_less_paged_pool_with_3GB()
    {
        MachineSwitches switches = new() { Pae = true, ThreeGigabytes = true };
        ulong small = Of("2003", "x86", 4 * Gigabyte, switches).PagedMaximum.ByteCount!.Value;
        ulong large = Of("2003", "x86", 16 * Gigabyte, switches).PagedMaximum.ByteCount!.Value;
        Assert.Equal(256 * Megabyte, small);
        Assert.InRange(large, 100 * Megabyte, small - 1);
    }

    [Fact]
    public void A_large_system_cache_overflows_below_the_session()
    {
        Dictionary<string, ulong> registry = new() { ["LargeSystemCache"] = 1 };
        MachineLimits limits = Of("2003", "x86", 2 * Gigabyte, new() { Registry = registry });
        Assert.Equal(860 * Megabyte, Sum(limits, SystemRegionKind.SystemCache));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_session_that_does_not_fit_is_refused_with_the_room_that_there_is(bool isThreeGigabytes)
    {
        MachineSwitches switches = new()
        {
            ThreeGigabytes = isThreeGigabytes,
            Registry = new Dictionary<string, ulong> { ["SessionViewSize"] = 2048, ["SessionPoolSize"] = 2048 },
        };
        ProfileException refusal = Assert.Throws<ProfileException>(() => Of("XP", "x86", Gigabyte, switches));
        Assert.Contains("session space of 4.01 GB", refusal.Message);
        Assert.Contains("MB", refusal.Message);
    }

    private static IEnumerable<MachineSwitches> Starts(WindowsProfile profile)
    {
        yield return new();
        yield return new() { Rules = "docs" };
        yield return new() { Rules = "overview", PagingFileByteCount = 64 * Gigabyte };
        if (profile.Is64Bit)
        {
            yield break;
        }

        yield return new() { ThreeGigabytes = true };
        yield return new() { Registry = new Dictionary<string, ulong> { ["PagedPoolSize"] = 0xFFFFFFFF } };
        yield return new()
        {
            ThreeGigabytes = true,
            Registry = new Dictionary<string, ulong> { ["PagedPoolSize"] = 0xFFFFFFFF, ["LargeSystemCache"] = 1 },
        };
        yield return new()
        {
            Registry = new Dictionary<string, ulong> { ["SessionViewSize"] = 100, ["SessionPoolSize"] = 100 },
        };
        if (profile.KnowsPae)
        {
            yield return new() { Pae = true };
            yield return new() { Pae = true, ThreeGigabytes = true };
        }

        if (profile.KnowsUserVa)
        {
            yield return new() { UserVaMegabytes = 2048 };
            yield return new() { UserVaMegabytes = 2900 };
        }
    }

    private static MachineLimits Of(string os, string arch, ulong ram, MachineSwitches switches) =>
        MachineLimits.Compute(WindowsProfile.Find(os, arch), ram, switches);

    private static void AssertOrdered(IReadOnlyList<SystemRegion> regions)
    {
        Assert.NotEmpty(regions);
        for (int index = 0; index < regions.Count; index++)
        {
            SystemRegion region = regions[index];
            Assert.True(region.ByteCount > 0 && region.ByteCount % 4096 == 0, $"{region}");
            Assert.True(region.Start % 4096 == 0 && region.Last > region.Start, $"{region}");
            Assert.True(index == 0 || region.Start > regions[index - 1].Last, $"{region} overlaps the one before");
        }
    }

    private static ulong Sum(MachineLimits limits, SystemRegionKind kind) =>
        Sum(limits.Regions.Where(region => region.Kind == kind));

    private static ulong Sum(IEnumerable<SystemRegion> regions) =>
        regions.Aggregate(0UL, (sum, region) => sum + region.ByteCount);
}

using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Reading;

/// <summary>
/// Bytes written by somebody who means harm: a clear refusal or a result, within a bounded amount of reading.
/// </summary>
public sealed class HostileImageTests
{
    private const long ReadLimit = 64 << 20;

    [Theory]
    [InlineData(0x000, 0UL, "EXPOOLKD")]
    [InlineData(0x008, 1UL, "Version")]
    [InlineData(0x00C, 0UL, "RootByteCount")]
    [InlineData(0x010, 0UL, "TablesAddress")]
    [InlineData(0x010, 0x7000_0001_0000UL, "says that it lies at")]
    [InlineData(0x018, 0UL, "TablesByteCount")]
    [InlineData(0x018, ulong.MaxValue, "TablesByteCount")]
    [InlineData(0x018, 0x1_0000_0000_1000UL, "TablesByteCount")]
    [InlineData(0x020, 0UL, "TablesUsedByteCount")]
    [InlineData(0x020, 0x4_0001UL, "TablesUsedByteCount")]
    [InlineData(0x028, 4UL, "PointerByteCount")]
    [InlineData(0x030, 8UL, "UnitByteCount")]
    [InlineData(0x070, 0UL, "array of processors")]
    [InlineData(0x070, 0x7000_0000_1001UL, "multiple of 8")]
    [InlineData(0x078, 9UL, "ProcessorCount")]
    [InlineData(0x078, ulong.MaxValue, "ProcessorMaximum")]
    [InlineData(0x080, ulong.MaxValue, "table of tags")]
    [InlineData(0x088, 65UL, "TagCount")]
    [InlineData(0x088, ulong.MaxValue, "TagMaximum")]
    [InlineData(0x0A0, 0UL, "LookasideClassCount")]
    [InlineData(0x0A0, 0x121UL, "LookasideClassCount")]
    [InlineData(0x100, 1UL, "kind 1")]
    [InlineData(0x108, 1UL, "Address")]
    [InlineData(0x108, 0xFFFF_FFFF_FFFF_F000UL, "Address")]
    [InlineData(0x110, ulong.MaxValue, "MaximumPageCount")]
    [InlineData(0x118, 65UL, "CommittedPageCount")]
    [InlineData(0x120, 65UL, "PagesInUse")]
    [InlineData(0x140, 0UL, "page states")]
    [InlineData(0x148, 1UL, "table of runs")]
    [InlineData(0x150, 0UL, "descriptors")]
    [InlineData(0x158, 0UL, "DescriptorCount")]
    [InlineData(0x158, 129UL, "DescriptorCount")]
    [InlineData(0x4A0, SyntheticImage.TablesEnd - 0x10, "shared look-aside lists")]
    [InlineData(0x4A8, 65UL, "ReturnedPageCount")]
    [InlineData(0x4B0, 17UL, "CachedPageCount")]
    public void A_root_block_that_lies_is_refused_with_the_field_it_lies_in(int offset, ulong value, string expected)
    {
        SyntheticImage image = new();
        image.U64(SyntheticImage.Tables + (ulong)offset, value);

        SnapshotFormatException damage = Assert.Throws<SnapshotFormatException>(() => image.Read());

        Assert.Contains(expected, damage.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', damage.Message);
    }

    [Theory]
    [InlineData(SyntheticImage.Processors, 0x10UL, "processor block")]
    [InlineData(SyntheticImage.Processors, SyntheticImage.TablesEnd - 0x80, "processor block")]
    [InlineData(SyntheticImage.FirstProcessor + 0x20, 0UL, "tracker entries")]
    [InlineData(SyntheticImage.FirstProcessor + 0x20, SyntheticImage.TablesEnd - 0x7F, "tracker entries")]
    [InlineData(SyntheticImage.FirstProcessor + 0x10, 0xFFFF_FFFF_0000_0000UL, "TrackerCount")]
    [InlineData(SyntheticImage.FirstProcessor + 0x10, 0x0000_0400_0000_0000UL, "tracker entries")]
    [InlineData(SyntheticImage.FirstChunk, 0x0000_0002_6161_6141UL, "kind 2")]
    [InlineData(SyntheticImage.Processors + 8, SyntheticImage.FirstProcessor + 0x100, "overlap")]
    [InlineData(SyntheticImage.FirstProcessor + 0x1D8, 0xFFFF_FFFFUL, "magazine")]
    public void A_processor_block_that_lies_is_refused(ulong address, ulong value, string expected)
    {
        SyntheticImage image = new();
        image.U64(address, value);

        SnapshotFormatException damage = Assert.Throws<SnapshotFormatException>(() => image.Read());

        Assert.Contains(expected, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_site_longer_than_its_record_is_refused()
    {
        SyntheticImage image = new();
        image.U8(SyntheticImage.Tags + 0x250, 0xAF);

        Assert.Throws<SnapshotFormatException>(() => image.Read());
    }

    [Fact]
    public void A_truncated_region_is_refused()
    {
        byte[] start = new SyntheticImage().Space.At(SyntheticImage.Tables)[..0x800].ToArray();

        SnapshotFormatException damage = Assert.Throws<SnapshotFormatException>(
            () => PoolRoot.Parse(start, PoolLayout.ExPool));

        Assert.StartsWith("truncated", damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_gives_a_result_or_a_refusal_and_never_more_reading_than_the_limit()
    {
        int mutationCount = FullLength.Choose(2000, 100_000);
        for (int seed = 0; seed < mutationCount; seed++)
        {
            SyntheticImage image = new();
            Random random = new(seed);
            for (int change = random.Next(1, 9); change > 0; change--)
            {
                Mutate(image, random);
            }

            List<Exception> refusals = [];
            Try(refusals, () => image.Read());
            Try(refusals, () => Walk(image, PoolKind.NonPaged));
            Try(refusals, () => Walk(image, PoolKind.Paged));
            Try(refusals, () => image.OpenReader().FindBlock(SyntheticImage.NonPaged + (ulong)random.Next(0x10000)));
            Try(refusals, () => Assert.True(image.OpenReader().Verify().Count() <= 128));
            Assert.All(refusals, refusal => Assert.True(refusal is SnapshotFormatException, $"seed {seed}: {refusal}"));
            Assert.True(image.Space.ReadByteCount < ReadLimit, $"seed {seed} read {image.Space.ReadByteCount} bytes");
        }
    }

    private static void Mutate(SyntheticImage image, Random random)
    {
        // Most in the parts that hold something: the root block, the tables behind it, the first pages.
        ulong address = random.Next(4) switch
        {
            0 => SyntheticImage.Tables + (ulong)random.Next(0x700),
            1 => SyntheticImage.Tables + 0x1000 + (ulong)random.Next(0x27000),
            2 => SyntheticImage.NonPaged + (ulong)random.Next(0x4000),
            _ => SyntheticImage.Paged + (ulong)random.Next(0x2000),
        };
        byte old = image.Space.At(address)[0];
        image.U8(address, random.Next(3) switch
        {
            0 => (byte)random.Next(256),
            1 => (byte)(old ^ (1 << random.Next(8))),
            _ => 0xFF,
        });
    }

    private static void Walk(SyntheticImage image, PoolKind kind) =>
        Assert.True(image.OpenReader().EnumerateBlocks(kind).Count() <= SyntheticImage.PageCount * 255);

    private static void Try(List<Exception> refusals, Action action)
    {
        try
        {
            action();
        }
        catch (Exception refusal) when (refusal is not Xunit.Sdk.XunitException)
        {
            refusals.Add(refusal);
        }
    }
}

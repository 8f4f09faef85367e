using System.Linq;
using ExPool.Inspection.Analysis;
using ExPool.Inspection.Tests.Reading;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Analysis;

public sealed class FragmentationTests
{
    [Fact]
    public void Free_memory_is_told_by_size_inside_of_pages_and_between_them()
    {
        Fragmentation found = Measure(new SyntheticImage(), PoolKind.NonPaged);

        // Free in pages 0 and 3: 10, 235, 1 and 245 units. Free pages: 5, which is cached, and 6 to 15.
        Assert.Equal(2UL * 4096, found.SmallPageBytes);
        Assert.Equal(491UL * 16, found.FreeBytesInPages);
        Assert.Equal(
            [new SizeBucket(16, 1, 16), new SizeBucket(128, 1, 160), new SizeBucket(2048, 2, 480 * 16)],
            found.FreeBlocks.AsEnumerable());
        Assert.Equal(11UL * 4096, found.FreeRunBytes);
        Assert.Equal(10UL * 4096, found.LargestRunBytes);
        Assert.Equal(
            [new SizeBucket(4096, 1, 4096), new SizeBucket(32768, 1, 40960)], found.FreeRuns.AsEnumerable());
        Assert.Equal(491.0 * 16 / 8192, found.InternalRatio);
        Assert.Equal(1.0 / 11, found.ExternalRatio!.Value, 12);
    }

    [Fact]
    public void An_empty_pool_has_no_ratio()
    {
        Fragmentation found = Fragmentation.Measure([]);

        Assert.Null(found.InternalRatio);
        Assert.Null(found.ExternalRatio);
        Assert.Empty(found.FreeBlocks);
        Assert.Empty(found.FreeRuns);
    }

    [Fact]
    public void One_free_run_is_not_fragmented()
    {
        PoolBlockInfo run = new(
            0x7000, 0x7000, 3 * 4096, 0, PoolKind.Paged, default, PoolBlockState.Free, IsBig: true);

        Assert.Equal(0, Fragmentation.Measure([run]).ExternalRatio);
    }

    private static Fragmentation Measure(SyntheticImage image, PoolKind kind) =>
        Fragmentation.Measure(image.OpenReader().EnumerateBlocks(kind));
}

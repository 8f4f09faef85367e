using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Inspection.Tests.Reading;

public sealed class CounterReaderTests
{
    [Fact]
    public void Counters_are_summed_over_processors_and_tag_records()
    {
        PoolSnapshot snapshot = new SyntheticImage().Read();

        List<string> rows = [];
        foreach (TagUsage usage in snapshot.Tags)
        {
            rows.Add($"{usage.Tag} {usage.NonPaged.Allocations}-{usage.NonPaged.Frees}:{usage.NonPaged.BytesInUse} "
                + $"{usage.Paged.Allocations}-{usage.Paged.Frees}:{usage.Paged.BytesInUse} {usage.CallSite ?? "-"}");
        }

        // The overflow tag was never used: it has no row. The call site's line break cannot reach a terminal.
        Assert.Equal(
            [
                "Aaaa 5-4:64 0-0:0 Main.Run?",
                "Bbbb 1-0:96 0-0:0 -",
                "Bigg 1-0:8192 0-0:0 -",
                "Cccc 2-0:80 0-0:0 -",
                "Pppp 0-0:0 1-0:80 -",
                "Qqqq 0-0:0 1-0:12288 -",
            ],
            rows);
    }

    [Fact]
    public void The_pools_sizes_are_those_of_their_records()
    {
        PoolSnapshot snapshot = new SyntheticImage().Read();

        Assert.Equal(5UL * 4096, snapshot.NonPaged.BytesInUse);
        Assert.Equal(9UL * 4096, snapshot.NonPaged.PeakBytes);
        Assert.Equal(16UL * 4096, snapshot.Paged.CommittedBytes);
        Assert.Equal(64UL * 4096, snapshot.Paged.MaximumBytes);
        Assert.Equal(64UL + 96 + 80 + 8192, snapshot.NonPaged.ChargedBytes);
        Assert.Equal(1UL, snapshot.Paged.Failures);
        Assert.Null(snapshot.Paged.ResidentBytes);
        Assert.Equal(2, snapshot.ProcessorCount);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000), snapshot.StartedAt);
        Assert.Null(snapshot.Stop);
    }

    [Fact]
    public void Look_aside_lists_are_summed_by_size_over_processors()
    {
        PoolSnapshot snapshot = new SyntheticImage().Read();

        LookasideUsage small = new()
        {
            Kind = PoolKind.NonPaged,
            BlockByteCount = 64,
            Depth = 1,
            SharedDepth = 0,
            Limit = 12,
            MaximumDepth = 32,
            ProcessorCount = 2,
            TotalAllocates = 7,
            AllocateMisses = 3,
            TotalFrees = 6,
            FreeMisses = 2,
        };
        Assert.Equal(
            [
                small,
                small with
                {
                    BlockByteCount = 4096, Limit = 2, MaximumDepth = 16, ProcessorCount = 1, TotalAllocates = 0,
                    AllocateMisses = 0, TotalFrees = 1, FreeMisses = 0,
                },
                small with
                {
                    Kind = PoolKind.Paged, BlockByteCount = 96, Depth = 0, SharedDepth = 1, Limit = 0,
                    MaximumDepth = 0, ProcessorCount = 0, TotalAllocates = 0, AllocateMisses = 0, TotalFrees = 0,
                    FreeMisses = 0,
                },
            ],
            snapshot.Lookasides.AsEnumerable());
        Assert.Equal(64UL + 4096, snapshot.NonPaged.LookasideBytes);
        Assert.Equal(96UL, snapshot.Paged.LookasideBytes);
        Assert.Equal(4.0 / 7, small.AllocateHitRate);
        Assert.Equal(4.0 / 6, small.FreeHitRate);
        Assert.Null(snapshot.Lookasides[1].AllocateHitRate);
    }

    [Fact]
    public void Descriptors_and_free_pages_are_told_with_how_often_a_lock_was_waited_for()
    {
        PoolSnapshot snapshot = new SyntheticImage().Read();

        Assert.Equal(
            [new DescriptorUsage(0, 2, 3, 19 * 16, 10, 5, 0, ((2 * 255) - 19) * 16, 245 * 16)],
            snapshot.NonPaged.Descriptors.AsEnumerable());
        Assert.Equal(5, snapshot.Paged.Descriptors.Length);
        Assert.Equal(
            new DescriptorUsage(2, 1, 0, 11 * 16, 2, 0, 3, 244 * 16, 244 * 16), snapshot.Paged.Descriptors[2]);
        Assert.Equal(1500, snapshot.Paged.Descriptors[2].LockWaitsPerThousand);
        Assert.Null(snapshot.Paged.Descriptors[1].LockWaitsPerThousand);
        Assert.Equal(4096UL, snapshot.NonPaged.CachedBytes);
        Assert.Equal(0UL, snapshot.NonPaged.ReturnedBytes);
        Assert.Equal(17UL, snapshot.NonPaged.PageLockWaits);
        Assert.Equal(0UL, snapshot.Paged.CachedBytes);
        Assert.Equal(4096UL, snapshot.Paged.ReturnedBytes);
    }

    [Fact]
    public void A_list_that_was_refilled_while_it_was_read_has_no_negative_counter()
    {
        SyntheticImage image = new();
        image.U64(SyntheticImage.Magazines + 0x18, 1000);

        LookasideUsage usage = image.Read().Lookasides[0];

        Assert.Equal(2UL, usage.TotalFrees);
        Assert.Equal(0, usage.FreeHitRate);
    }

    [Fact]
    public void A_stop_in_the_root_block_is_in_the_snapshot()
    {
        SyntheticImage image = new();
        image.U32(SyntheticImage.Tables + 0xC0, 2);
        image.U32(SyntheticImage.Tables + 0xC4, 0x19);
        image.U64(SyntheticImage.Tables + 0xC8, 0x20);
        image.U32(SyntheticImage.Tables + 0xE8, new PoolTag("Aaaa").Value);

        BugCheck stop = Assert.NotNull(image.Read().Stop);

        Assert.Equal(BugCheckCode.BadPoolHeader, stop.Code);
        Assert.Equal(0x20UL, stop.Parameter1);
        Assert.Equal("Aaaa", stop.Tag.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_difference_is_negative_while_another_processor_frees(int seed)
    {
        SyntheticImage image = new();
        Random random = new(seed);
        ulong living = 1;
        image.Space.BeforeRead = () =>
        {
            // Between any two reads: some blocks come on one processor, then some of them go on the other.
            ulong born = (ulong)random.Next(4);
            image.U64(SyntheticImage.FirstChunk + 8, image.U64(SyntheticImage.FirstChunk + 8) + born);
            image.U64(SyntheticImage.FirstChunk + 16, image.U64(SyntheticImage.FirstChunk + 16) + (born * 64));
            living += born;
            ulong dead = Math.Min(living, (ulong)random.Next(5));
            image.U64(SyntheticImage.SecondChunk + 24, image.U64(SyntheticImage.SecondChunk + 24) + dead);
            image.U64(SyntheticImage.SecondChunk + 32, image.U64(SyntheticImage.SecondChunk + 32) + (dead * 64));
            living -= dead;
        };
        PoolReader reader = image.OpenReader();

        for (int look = 0; look < 300; look++)
        {
            PoolSnapshot snapshot = reader.ReadCounters(
                new SnapshotOrigin(SnapshotOriginKind.Process, "moving", "test", 1));
            PoolCounters counters = snapshot.Tags[0].NonPaged;
            Assert.True(counters.Frees <= counters.Allocations);
            Assert.True(counters.BytesInUse < 1UL << 40);
        }
    }

    [Fact]
    public void Counters_that_are_negative_at_every_look_are_damage()
    {
        SyntheticImage image = new();
        image.U64(SyntheticImage.SecondChunk + 24, 6);

        SnapshotFormatException damage = Assert.Throws<SnapshotFormatException>(() => image.Read());

        Assert.Contains("'Aaaa'", damage.Message, StringComparison.Ordinal);
        Assert.Contains("5 allocations", damage.Message, StringComparison.Ordinal);
    }
}

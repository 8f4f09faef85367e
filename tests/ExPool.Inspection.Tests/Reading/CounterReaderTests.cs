using System;
using System.Collections.Generic;
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

using System.Collections.Generic;
using ExPool.Cli.Screens;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Cli.Tests.Screens;

public sealed class VmScreenTests
{
    [Fact]
    public void A_pool_has_a_line_for_each_size_and_a_row_for_each_descriptor()
    {
        PoolUsage usage = new()
        {
            Kind = PoolKind.Paged,
            BytesInUse = 20 * 4096,
            PeakBytes = 31 * 4096,
            ChargedBytes = 61234,
            CommittedBytes = 512 * 4096,
            ReturnedBytes = 100 * 4096,
            CachedBytes = 3 * 4096,
            ResidentBytes = 400 * 4096,
            MaximumBytes = 33554432UL * 4096,
            Failures = 2,
            LookasideBytes = 4160,
            PageLockWaits = 7,
            Descriptors =
            [
                new(0, 4, 6, 12000, 123456789, 123450000, 98765, 4320, 2048),
                new(1, 10, 0, 36480, 1000, 500, 3, 4320, 4064),
                new(2, 0, 0, 0, 0, 0, 0, 0, 0),
            ],
        };
        PoolBlockInfo hole = new(0x1008, 0x1010, 160, 0, PoolKind.Paged, default, PoolBlockState.Free, IsBig: false);
        PoolBlockInfo run = new(0x2000, 0x2000, 5 * 4096, 0, PoolKind.Paged, default, PoolBlockState.Free, IsBig: true);
        Fragmentation found = Fragmentation.Measure([hole, run, run with { Address = 0x9000, ByteCount = 3 * 4096 }]);
        Expectation.Equal("vm.txt", VmScreen.Lines(usage, found));
    }

    [Fact]
    public void What_is_not_known_is_a_dash()
    {
        List<string> lines = [.. VmScreen.Lines(new PoolUsage { Kind = PoolKind.NonPaged }, null)];
        Expectation.Equal("vm-unknown.txt", lines);
    }
}

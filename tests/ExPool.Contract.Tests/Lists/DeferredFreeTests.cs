using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Lists;

/// <summary>Frees that a context puts off: done 32 frees later, or when it is closed; counted when they are
/// done.</summary>
public sealed class DeferredFreeTests
{
    private const int Waiting = 32;

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(300_000)]
    public void A_free_waits_for_32_others_and_closing_carries_all_out(int byteCount)
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            TestPools.Host(), TestPools.OfPages(64, 16_384, 64) with { LookasideLargestByteCount = 128 << 10 });
        nuint[] blocks =
            [.. Enumerable.Range(0, 50).Select(_ => pools.Allocate(PoolFlags.Paged, (nuint)byteCount, "Late"))];
        PoolProcessor<HostMachine> processor = pools.EnterProcessor();
        for (int index = 0; index < blocks.Length; index++)
        {
            processor.FreeLater(blocks[index], index % 2 == 0 ? new PoolTag("Late") : default);
            Assert.Equal((ulong)System.Math.Max(0, index + 1 - Waiting), Frees(pools));
        }

        processor.Dispose();
        Assert.Equal(50ul, Frees(pools));
        pools.Trim();
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_mistake_stops_in_the_call_that_carries_it_out_and_the_others_are_done()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Options);
        List<nuint> blocks = [.. Enumerable.Range(0, 40).Select(_ => pools.Allocate(PoolFlags.NonPaged, 64, "Good"))];
        PoolProcessor<HostMachine> processor = pools.EnterProcessor();
        processor.FreeLater(0x1230, "Wild");
        BugCheckException? stop = null;
        foreach (nuint block in blocks)
        {
            try
            {
                processor.FreeLater(block, "Good");
            }
            catch (BugCheckException caught)
            {
                Assert.Null(stop);
                stop = caught;
            }
        }

        processor.Dispose();
        Assert.Equal(BugCheckCode.BadPoolCaller, stop?.Stop.Code);
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void What_a_thread_left_waiting_is_done_by_its_next_context()
    {
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestPools.Host(), TestPools.Options);
        nuint block = pools.Allocate(PoolFlags.NonPaged, 64, "Left");
        PoolProcessor<HostMachine> forgotten = pools.EnterProcessor();
        forgotten.FreeLater(block, "Left");
        pools.EnterProcessor().Dispose();
        PoolAssert.IsEmpty(pools);
        forgotten.Dispose();
        PoolAssert.IsEmpty(pools);
    }

    private static ulong Frees(Executive<HostMachine> pools) =>
        PoolAssert.Counters(pools.Capture(), "Late", PoolKind.Paged).Frees;
}

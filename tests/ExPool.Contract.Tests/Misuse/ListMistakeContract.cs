using ExPool.Contract.Tests.Support;
using ExPool.Contract.Tests.Threads;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Misuse;

/// <summary>
/// With look-aside lists every mistake stops as without them, and so does one with a block that lies in a list,
/// the own thread's or another one's.
/// </summary>
public abstract class ListMistakeContract<TMachine> : MistakeContract<TMachine>
    where TMachine : struct, IMachine
{
    protected override ExecutiveOptions Options => base.Options.WithLists();

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_of_a_block_that_another_thread_freed_stops_with_C2_7(PoolKind kind)
    {
        RequireThreads();
        AssertMistake(kind, pools =>
        {
            nuint address = Allocate(pools, kind, 200);
            ThreadGroup.Run(1, _ => pools.Free(address, "Mist"));
            return FreedBefore(pools, address);
        });
    }

    [Theory]
    [InlineData(PoolKind.NonPaged, 1)]
    [InlineData(PoolKind.Paged, 1)]
    [InlineData(PoolKind.NonPaged, 3)]
    [InlineData(PoolKind.Paged, 3)]
    public void Free_of_a_large_block_that_another_thread_freed_stops_as_not_allocated(PoolKind kind, int pages)
    {
        RequireThreads();
        AssertMistake(kind, pools =>
        {
            nuint address = Allocate(pools, kind, pages * Geometry.PageByteCount);
            ThreadGroup.Run(1, _ => pools.Free(address, "Mist"));
            return NotAllocated(pools, kind, address);
        });
    }

    [Theory]
    [InlineData(PoolKind.NonPaged)]
    [InlineData(PoolKind.Paged)]
    public void Free_of_a_block_that_lies_in_the_shared_list_stops_with_C2_7(PoolKind kind) =>
        AssertMistake(kind, pools =>
        {
            nuint[] blocks = new nuint[3000];
            for (int index = 0; index < blocks.Length; index++)
            {
                blocks[index] = Allocate(pools, kind, 200);
            }

            foreach (nuint block in blocks)
            {
                pools.Free(block, "Mist");
            }

            Assert.True(pools.Tables().Pool(kind).SharedDepth(Sizes.ListOf(200)) > 0);

            // What was freed last before a full list overflowed went on.
            return FreedBefore(pools, blocks[1500]);
        });
}

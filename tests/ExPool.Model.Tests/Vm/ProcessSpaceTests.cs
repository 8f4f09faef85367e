using System;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>Each process has its own user half, and all share the system's.</summary>
public sealed class ProcessSpaceTests
{
    private const nuint Page = SpaceBench.Page;

    [Theory]
    [EveryMode]
    public void The_same_user_address_is_another_page_in_another_process(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace first = bench.Create();
        UserSpace second = bench.Create();
        nuint address = SpaceBench.Allocate(first, 4);
        Assert.Equal(address, SpaceBench.Allocate(second, 4));

        SpaceBench.Write(first, address, 1);
        SpaceBench.Write(second, address, 2);

        Assert.True(SpaceBench.Holds(first, address, 1));
        Assert.True(SpaceBench.Holds(second, address, 2));
        Assert.True(SpaceBench.Holds(first, address + Page, null));
        bench.Processes.Delete(first);
        Assert.True(SpaceBench.Holds(second, address, 2));
        bench.Processes.Delete(second);
    }

    [Theory]
    [EveryMode]
    public void A_deleted_process_gives_every_frame_and_every_promise_back(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        bench.Processes.Delete(bench.Create());
        (ulong, long, uint) before = bench.Balance();
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 100);
        for (nuint page = 0; page < 50; page++)
        {
            SpaceBench.Write(space, address + (page * Page), (byte)page);
        }

        bench.Processes.Delete(space);

        Assert.Equal(before, bench.Balance());
        bench.Verify();
    }
}

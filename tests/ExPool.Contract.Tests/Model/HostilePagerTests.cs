using ExPool.Mm;
using ExPool.Model;
using Xunit;

namespace ExPool.Contract.Tests.Model;

/// <summary>The hostile pager is worth its name: what the pools survive is no calm machine.</summary>
public sealed class HostilePagerTests
{
    [Fact]
    public unsafe void Who_keeps_a_place_in_the_host_loses_what_it_writes()
    {
        ModelMachine<X64> machine = ModelMachines.Create<X64>(new(PagingMode.Amd64, IsHostile: true));
        Executive<ModelMachine<X64>> pools = Executive<ModelMachine<X64>>.Boot(machine);
        nuint block = pools.Allocate(PoolFlags.Paged, 8192, "Host");
        int lost = 0;
        for (uint round = 1; round <= 100; round++)
        {
            ref uint kept = ref machine.At<uint>(block);
            _ = machine.ReadAt<uint>(block + 4096);
            kept = round;
            lost += machine.ReadAt<uint>(block) == round ? 0 : 1;
        }

        Assert.InRange(lost, 25, 100);
        ModelMachines.Dispose(machine);
    }

    [Fact]
    public void Pages_move_at_nearly_every_access()
    {
        ModelMachine<X64> machine = ModelMachines.Create<X64>(new(PagingMode.Amd64, IsHostile: true));
        Executive<ModelMachine<X64>> pools = Executive<ModelMachine<X64>>.Boot(machine);
        ulong accesses = machine.Core.MissCount;
        HostilePager pager = (HostilePager)machine.Core.Mover!;
        ulong moves = pager.MoveCount;
        for (int count = 0; count < 1000; count++)
        {
            pools.Free(pools.Allocate(PoolFlags.Paged, 100, "Move"), "Move");
        }

        Assert.True(pager.MoveCount - moves > (machine.Core.MissCount - accesses) / 2);
        Assert.Empty(pools.OpenReader().Verify());
        ModelMachines.Dispose(machine);
    }
}

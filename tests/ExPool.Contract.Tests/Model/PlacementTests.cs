using System;
using System.Collections.Generic;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Mm;
using ExPool.Model;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Model;

/// <summary>One engine, two machines: the same requests get the same places on the host and on a model
/// machine.</summary>
/// <remarks>The host's blocks take the form of the model's: a header of another size would move every block.</remarks>
public sealed class PlacementTests
{
    private const int RequestCount = 6000;
    private const uint LiveCount = 900;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void The_same_seed_places_every_block_alike_with_64_bits(ulong seed, bool isHostile)
    {
        using Executive<NtLayout64<HostMachine>> host =
            Executive<NtLayout64<HostMachine>>.Boot(new(TestPools.Host()), Options);
        ModelMachine<X64> machine = ModelMachines.Create<X64>(new(PagingMode.Amd64, isHostile, ProcessorCount: 1));
        AssertAlike(Place(host, seed), Place(Executive<ModelMachine<X64>>.Boot(machine, Options), seed));
        ModelMachines.Dispose(machine);
    }

    [Theory]
    [InlineData(1, PagingMode.X86)]
    [InlineData(2, PagingMode.X86)]
    [InlineData(1, PagingMode.Pae)]
    [InlineData(2, PagingMode.Pae)]
    public void The_same_seed_places_every_block_alike_with_32_bits(ulong seed, PagingMode mode)
    {
        using Executive<NtLayout32<HostMachine>> host =
            Executive<NtLayout32<HostMachine>>.Boot(new(TestPools.Host()), Options);
        ModelMachine<X86> machine = ModelMachines.Create<X86>(new(mode, ProcessorCount: 1));
        AssertAlike(Place(host, seed), Place(Executive<ModelMachine<X86>>.Boot(machine, Options), seed));
        ModelMachines.Dispose(machine);
    }

    private static ExecutiveOptions Options => TestPools.Options with
    {
        LookasideLargestByteCount = ExecutiveOptions.Nt.LookasideLargestByteCount,
        LookasideMaximumDepth = ExecutiveOptions.Nt.LookasideMaximumDepth,
        CaptureCallSites = false,
    };

    /// <summary>Where each block came to lie in its pool, and what was counted in the end.</summary>
    private static (List<ulong> Places, PoolSnapshot End) Place<TMachine>(Executive<TMachine> pools, ulong seed)
        where TMachine : struct, IMachine
    {
        ExPool.Model.Ke.SeededRandom random = new(seed);
        List<ulong> places = [];
        List<(nuint Address, PoolTag Tag)> living = [];
        for (int request = 0; request < RequestCount; request++)
        {
            if (living.Count == 0 || (living.Count < LiveCount && random.Next(3) != 0))
            {
                PoolKind kind = (PoolKind)random.Next(2);
                uint byteCount = random.Next(20) == 0 ? random.Next(20_000) : random.Next(1200);
                PoolTag tag = new($"Tg{random.Next(10)} ");
                nuint address = pools.Allocate(TestPools.Flags(kind), byteCount, tag);
                Assert.NotEqual((nuint)0, address);
                places.Add(address - pools.Tables().Pool(kind).Start);
                living.Add((address, tag));
                continue;
            }

            int index = (int)random.Next((uint)living.Count);
            pools.Free(living[index].Address, living[index].Tag);
            living.RemoveAt(index);
        }

        return (places, pools.Capture());
    }

    private static void AssertAlike(
        (List<ulong> Places, PoolSnapshot End) host, (List<ulong> Places, PoolSnapshot End) model)
    {
        Assert.Equal(host.Places, model.Places);
        foreach (PoolKind kind in Enum.GetValues<PoolKind>())
        {
            Assert.Equal(host.End[kind].ChargedBytes, model.End[kind].ChargedBytes);
            Assert.Equal(host.End[kind].BytesInUse, model.End[kind].BytesInUse);
            Assert.Equal(host.End[kind].LookasideBytes, model.End[kind].LookasideBytes);
        }
    }
}

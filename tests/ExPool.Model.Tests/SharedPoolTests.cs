using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Drivers;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Model.Tests;

/// <summary>From Vista on x86 both pools take units of one range of addresses: blocks of both lie between each other,
/// and each is known as what it is.</summary>
public sealed class SharedPoolTests
{
    private const ulong Megabyte = 1 << 20;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Blocks_of_both_pools_lie_between_each_other_and_each_is_freed_where_it_belongs()
    {
        using Computer computer = Boot();
        IKernel kernel = computer.Kernel;
        Random random = new(7);
        List<(nuint Address, PoolKind Kind, nuint ByteCount)> blocks = [];
        for (int round = 0; round < 2000; round++)
        {
            if (blocks.Count > 0 && random.Next(3) == 0)
            {
                int index = random.Next(blocks.Count);
                Free(computer, blocks[index]);
                blocks.RemoveAt(index);
                continue;
            }

            PoolKind kind = random.Next(2) == 0 ? PoolKind.NonPaged : PoolKind.Paged;
            nuint byteCount = (nuint)(random.Next(4) == 0 ? random.Next(1, 3 << 20) : random.Next(1, 5000));
            nuint address = kernel.Allocate(Flags(kind), byteCount, "Shar");
            Assert.NotEqual((nuint)0, address);
            kernel.Write(address, unchecked((byte)round));
            blocks.Add((address, kind, byteCount));
        }

        AssertSound(computer);
        PoolReader reader = computer.OpenReader();
        foreach ((nuint address, PoolKind kind, nuint _) in blocks.Take(50))
        {
            Assert.Equal(kind, reader.FindBlock(address)?.Kind);
        }

        // Their units really alternate.
        ulong[] units = [.. blocks.OrderBy(block => block.Address).Select(block => (ulong)block.Kind)];
        Assert.True(units.Zip(units.Skip(1)).Count(pair => pair.First != pair.Second) >= 4);
        blocks.ForEach(block => Free(computer, block));
        AssertSound(computer);
        Assert.Equal(0UL, computer.Capture().Tags.Single(tag => tag.Tag == "Shar").Paged.BytesInUse);
    }

    [Fact]
    public void A_machine_whose_pools_share_is_saved_and_goes_on_the_same()
    {
        using Computer computer = Boot();
        Driver leaker = DriverCatalog.Create("Leaker:pool=paged,rate=200MB/s,block=3MB");
        computer.Add(leaker);
        computer.Add(DriverCatalog.Create("Leaker:pool=nonpaged,rate=50MB/s,block=2MB"));
        computer.Run(s_second);
        using Computer loaded = SavedComputers.Load(SavedComputers.Save(computer));
        foreach (Computer machine in (Computer[])[computer, loaded])
        {
            machine.Run(s_second);
            AssertSound(machine);
        }

        Assert.Equal(Usage(computer), Usage(loaded));
        Assert.Equal(computer.ReadReach(), loaded.ReadReach());
    }

    [Fact]
    public void When_paged_pool_has_the_addresses_nonpaged_pool_is_refused_by_them()
    {
        using Computer computer = Boot(2048 * Megabyte);
        Exhaust(computer, "paged");
        Exhaust(computer, "nonpaged");
        Assert.Equal(MemoryBound.AddressSpace, computer.ReadMemory().PagedRefusedBy);
        Assert.Equal(MemoryBound.AddressSpace, computer.ReadMemory().NonPagedRefusedBy);
        (ulong nonPaged, ulong paged) = Usage(computer);
        Assert.InRange(nonPaged, 1UL, 70 * Megabyte);
        Assert.InRange(paged, 1550 * Megabyte, 1800 * Megabyte);
        AssertSound(computer);
    }

    private static Computer Boot(ulong ram = 512 * Megabyte) => Computer.Boot(new ComputerOptions
    {
        OperatingSystem = "Windows Server 2008",
        Architecture = "x86",
        PhysicalByteCount = ram,
        PagingFiles = [new PagingFileOptions(ram, ram)],
    });

    private static void Exhaust(Computer computer, string pool)
    {
        Driver leaker = DriverCatalog.Create($"Leaker:pool={pool},rate=1TB/s,block=100MB,last=halves");
        computer.Add(leaker);
        while (leaker.Tell()["exhausted"] == 0)
        {
            Assert.True(computer.Run(s_second));
        }
    }

    private static (ulong NonPaged, ulong Paged) Usage(Computer computer)
    {
        PoolSnapshot pools = computer.Capture();
        return (pools.NonPaged.BytesInUse ?? 0, pools.Paged.BytesInUse ?? 0);
    }

    private static void Free(Computer computer, (nuint Address, PoolKind Kind, nuint ByteCount) block) =>
        computer.Kernel.Free(block.Address, "Shar");

    private static PoolFlags Flags(PoolKind kind) =>
        (kind == PoolKind.Paged ? PoolFlags.Paged : PoolFlags.NonPaged) | PoolFlags.Uninitialized;

    private static void AssertSound(Computer computer)
    {
        computer.AssertPoolsAreSound();
        MachineChecker.Verify(computer.Parts, isDeep: true);
    }
}

using System;
using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests;

/// <summary>A machine starts, its pools work, and its pages really page.</summary>
public sealed class ComputerTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void Blocks_of_both_pools_hold_what_was_written(PagingMode mode)
    {
        using Computer computer = TestComputers.Boot(mode);
        List<nuint> blocks = [];
        for (int index = 0; index < 1000; index++)
        {
            PoolFlags pool = index % 2 == 0 ? PoolFlags.NonPaged : PoolFlags.Paged;
            nuint block = computer.Kernel.Allocate(pool, (nuint)(8 + (index * 7 % 5000)), "Test");
            Assert.NotEqual((nuint)0, block);
            Assert.Equal(0u, computer.Kernel.Read<uint>(block));
            computer.Kernel.Write(block, (uint)index);
            blocks.Add(block);
        }

        for (int index = 0; index < blocks.Count; index++)
        {
            Assert.Equal((uint)index, computer.Kernel.Read<uint>(blocks[index]));
            computer.Kernel.Free(blocks[index], "Test");
        }

        Assert.Empty(computer.OpenReader().Verify());
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void Paged_pool_of_four_times_the_ram_comes_back_from_the_paging_file(PagingMode mode)
    {
        const ulong Ram = 32 * Megabyte;
        using Computer computer = TestComputers.Boot(mode, Ram, pagingFile: 5 * Ram);
        List<nuint> blocks = [];
        for (ulong filled = 0; filled < 4 * Ram; filled += 8192)
        {
            nuint block = computer.Kernel.Allocate(PoolFlags.Paged | PoolFlags.Uninitialized, 8192, "Big ");
            Assert.NotEqual((nuint)0, block);
            computer.Kernel.Write(block, (uint)blocks.Count);
            computer.Kernel.Write(block + 4096, ~(uint)blocks.Count);
            blocks.Add(block);
        }

        Random random = new(1);
        for (int round = 0; round < 2 * blocks.Count; round++)
        {
            int index = random.Next(blocks.Count);
            Assert.Equal((uint)index, computer.Kernel.Read<uint>(blocks[index]));
            Assert.Equal(~(uint)index, computer.Kernel.Read<uint>(blocks[index] + 4096));
        }

        MemoryCounters counters = computer.Parts.Memory.Counters;
        Assert.True(counters.PagesRead > 0 && counters.PagesWritten > 0 && computer.Now > TimeSpan.Zero);
        Assert.Equal(
            counters.PageFaults, counters.DemandZeroFaults + counters.TransitionFaults + counters.PageFileFaults);
    }

    [Theory]
    [InlineData("Windows 7", "x64", 2048)]
    [InlineData("Windows 7", "x64", 131_072)]
    [InlineData("Windows Server 2003", "x86", 2048)]
    [InlineData("Windows XP", "x86", 64)]
    [InlineData("Windows XP", "x86", 2048)]
    public void A_release_of_Windows_starts_with_the_pools_that_it_has(string os, string architecture, int megabytes)
    {
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = os,
            Architecture = architecture,
            PhysicalByteCount = (ulong)megabytes * Megabyte,
        });
        nuint block = computer.Kernel.Allocate(PoolFlags.NonPaged, 100, "Boot");
        computer.Kernel.Write(block, 1u);
        computer.Run(TimeSpan.FromSeconds(2));
        Assert.Null(computer.Stop);
        Assert.Empty(computer.OpenReader().Verify());
    }
}

using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests;

/// <summary>Paged pool really pages, and nonpaged pool really does not.</summary>
public sealed class PagingTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void Paged_pool_of_four_times_the_ram_loses_no_byte(PagingMode mode)
    {
        const ulong Ram = 24 * Megabyte;
        const nuint Size = 20_000;
        using Computer computer = TestComputers.Boot(mode, Ram, pagingFile: 5 * Ram);
        List<nuint> blocks = [];
        for (ulong filled = 0; filled < 4 * Ram; filled += Size)
        {
            nuint block = computer.Kernel.Allocate(PoolFlags.Paged | PoolFlags.Uninitialized, Size, "Big ");
            Assert.NotEqual((nuint)0, block);
            BlockBytes.Write(computer, block, Size, (ulong)blocks.Count);
            blocks.Add(block);
        }

        MachineChecker.Verify(computer.Parts, isDeep: true, "filled");
        ExpectMostIsOut(computer, 4 * Ram);
        Random random = new(1);
        int[] order = new int[blocks.Count];
        for (int index = 0; index < order.Length; index++)
        {
            order[index] = index;
        }

        random.Shuffle(order);
        ulong read = computer.Parts.Memory.Counters.PagesRead;
        Assert.All(order, index => Assert.True(BlockBytes.Holds(computer, blocks[index], Size, (ulong)index)));
        read = computer.Parts.Memory.Counters.PagesRead - read;
        Assert.True(read > 3 * Ram / 4096, "Most came from the paging file.");
        ExpectMostIsOut(computer, 4 * Ram);
        MachineChecker.Verify(computer.Parts, isDeep: true, "read back");
        blocks.ForEach(block => computer.Kernel.Free(block, "Big "));
        MachineChecker.Verify(computer.Parts, isDeep: true, "freed");
        Assert.Empty(computer.OpenReader().Verify());
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void Nonpaged_pool_never_faults_whatever_is_trimmed(PagingMode mode)
    {
        using Computer computer = TestComputers.Boot(mode, 32 * Megabyte, pagingFile: 32 * Megabyte);
        List<(nuint Address, nuint Size)> blocks = [];
        for (nuint size = 8; size < 12_000; size += 97)
        {
            nuint block = computer.Kernel.Allocate(PoolFlags.NonPaged, size, "NonP");
            nuint other = computer.Kernel.Allocate(PoolFlags.Paged, size, "Page");
            BlockBytes.Write(computer, block, size, size);
            BlockBytes.Write(computer, other, size, size);
            blocks.Add((block, size));
        }

        MemoryManager memory = computer.Parts.Memory;
        memory.SendOut();
        computer.Parts.Processors.FlushAll();
        Assert.Equal(0u, memory.WorkingSet.Count);
        ulong faults = memory.Counters.PageFaults;
        Irql before = computer.Kernel.RaiseIrql(Irql.Dispatch);
        foreach ((nuint address, nuint size) in blocks)
        {
            Assert.True(BlockBytes.Holds(computer, address, size, size));
            nuint more = computer.Kernel.Allocate(PoolFlags.NonPaged, size, "More");
            BlockBytes.Write(computer, more, size, size);
            computer.Kernel.Free(address, "NonP");
            computer.Kernel.Free(more, "More");
        }

        computer.Kernel.LowerIrql(before);
        Assert.Equal(faults, memory.Counters.PageFaults);
        MachineChecker.Verify(computer.Parts, isDeep: true);
    }

    [Theory]
    [InlineData("Windows 7", "x64", 1024)]
    [InlineData("Windows Server 2003", "x86", 512)]
    [InlineData("Windows XP", "x86", 64)]
    public void A_machine_laid_out_as_Windows_accounts_for_every_frame(string os, string architecture, int megabytes)
    {
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = os,
            Architecture = architecture,
            PhysicalByteCount = (ulong)megabytes * Megabyte,
            PagingFiles = [new PagingFileOptions(16 * Megabyte, 64 * Megabyte)],
        });
        MachineChecker.Verify(computer.Parts, isDeep: false, "booted");
        List<nuint> blocks = [];
        for (int index = 0; index < 300; index++)
        {
            blocks.Add(computer.Kernel.Allocate(index % 2 == 0 ? PoolFlags.NonPaged : PoolFlags.Paged, 9000, "Boot"));
            BlockBytes.Write(computer, blocks[index], 9000, (ulong)index);
        }

        computer.Parts.Memory.WorkingSet.Trim(200);
        Assert.True(computer.Run(TimeSpan.FromSeconds(2)));
        for (int index = 0; index < blocks.Count; index++)
        {
            Assert.True(BlockBytes.Holds(computer, blocks[index], 9000, (ulong)index));
            computer.Kernel.Free(blocks[index], "Boot");
        }

        MachineChecker.Verify(computer.Parts, isDeep: false, "used");
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void A_machine_that_was_saved_and_loaded_accounts_for_every_frame(PagingMode mode)
    {
        using Computer computer = SavedComputers.BootBusy(mode, seed: 2);
        Assert.True(computer.Run(TimeSpan.FromMilliseconds(500)));
        uint frame = computer.Parts.Ram.Runs[0].End - 1;
        computer.Parts.Memory.Bad.Declare(frame);
        computer.Parts.Memory.Bad.Declare(computer.Parts.Memory.WorkingSet.Frames.Head);
        using Computer loaded = SavedComputers.Load(SavedComputers.Save(computer));
        Assert.Equal(computer.Parts.Memory.Bad.Frames, loaded.Parts.Memory.Bad.Frames);
        MachineChecker.Verify(loaded.Parts, isDeep: true, "loaded");
        Assert.True(loaded.Run(TimeSpan.FromMilliseconds(500)));
        MachineChecker.Verify(loaded.Parts, isDeep: true, "ran on");
    }

    /// <summary>Pool Paged Resident Bytes is below Pool Paged Bytes, and no more than RAM.</summary>
    private static void ExpectMostIsOut(Computer computer, ulong filled)
    {
        SystemRange range = computer.Parts.Memory.Space[SystemVaType.PagedPool];
        ulong resident = 4096UL * computer.Parts.Memory.Virtual.CountResident(range.Start, (nuint)range.Pages.Length);
        ulong paged = computer.Capture().Paged.BytesInUse!.Value;
        Assert.True(paged >= filled, $"{paged} bytes of paged pool; expected {filled}");
        Assert.True(resident < paged / 4, $"{resident} of {paged} bytes are resident");
    }
}

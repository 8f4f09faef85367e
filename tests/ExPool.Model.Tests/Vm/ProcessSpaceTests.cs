using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
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
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_processor_reads_the_user_half_of_the_process_that_it_is_attached_to(PagingMode mode)
    {
        using SpaceBench bench = new(mode, options: new ComputerOptions { ProcessorCount = 2 });
        IKernel kernel = bench.Computer.Kernel;
        UserSpace first = bench.Create();
        UserSpace second = bench.Create();
        nuint address = SpaceBench.Allocate(first, 1);
        SpaceBench.Allocate(second, 1);

        Assert.Null(bench.Processes.Attach(first));
        kernel.Write(address, 1u);
        bench.Computer.Parts.Processors.Switch(1);
        Assert.Null(bench.Processes.Attach(second));
        kernel.Write(address, 2u);
        bench.Computer.Parts.Processors.Switch(0);

        // Each processor kept its own, and what it remembers of the tables with it.
        Assert.Equal(1u, kernel.Read<uint>(address));
        Assert.Same(first, bench.Processes.Attach(second));
        Assert.Equal(2u, kernel.Read<uint>(address));
        bench.Verify();
        bench.Processes.Delete(second);
        Assert.Equal((0u, 0u), (bench.SpaceOf(0), bench.SpaceOf(1)));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Pool_reads_the_same_from_any_process_also_from_tables_that_were_made_later(PagingMode mode)
    {
        using SpaceBench bench = new(mode, ram: 64 << 20);
        IKernel kernel = bench.Computer.Kernel;
        UserSpace early = bench.Create();
        ulong shared = early.Space.SharedCount;
        List<nuint> blocks = [];
        for (uint index = 0; index < 40; index++)
        {
            nuint block = kernel.Allocate(PoolFlags.Paged, 1 << 20, new PoolTag("Late"));
            kernel.Write(block + (512 << 10), index);
            blocks.Add(block);
        }

        UserSpace late = bench.Create();
        foreach (UserSpace space in (UserSpace[])[early, late])
        {
            bench.Processes.Attach(space);
            for (int index = 0; index < blocks.Count; index++)
            {
                Assert.Equal((uint)index, kernel.Read<uint>(blocks[index] + (512 << 10)));
            }
        }

        // 40 MB take more than one directory entry; with four levels the top entry was there before.
        Assert.Equal(mode != PagingMode.Amd64, early.Space.SharedCount > shared);
        Assert.Equal(0u, late.Space.SharedCount);
        bench.Processes.Attach(null);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_change_of_space_forgets_the_pages_that_are_not_global_and_no_others(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        IKernel kernel = bench.Computer.Kernel;
        nuint block = kernel.Allocate(PoolFlags.NonPaged, 64, new PoolTag("Glob"));
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 1);
        TranslationBuffer buffer = bench.Computer.Parts.Processors.Running.Buffer;
        bench.Processes.Attach(space);
        kernel.Write(block, 1u);
        kernel.Write(address, 1u);
        Assert.Equal((ulong)(address / Page), EntryOf(buffer, address));

        bench.Processes.Attach(null);

        Assert.Equal(ulong.MaxValue, EntryOf(buffer, address));
        Assert.Equal((ulong)(block / Page), EntryOf(buffer, block));
        ulong switches = bench.Memory.Spaces.SwitchCount;
        bench.Processes.Attach(null);
        Assert.Equal(switches, bench.Memory.Spaces.SwitchCount);
    }

    [Theory]
    [EveryMode]
    public void The_tables_see_themselves_in_each_process(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 1);
        SpaceBench.Write(space, address, 1);
        PteFormat format = bench.Memory.Tables.Format;
        nuint entry = (nuint)format.PteAddressOf(address, bench.Memory.Tables.SelfMap);

        bench.Processes.Attach(space);
        ulong value = format.EntryByteCount == 8
            ? bench.Computer.Kernel.Read<ulong>(entry)
            : bench.Computer.Kernel.Read<uint>(entry);
        bench.Processes.Attach(null);

        uint frame = (uint)format.FrameOf(value);
        Assert.Equal(PteFlags.User, format.FlagsOf(value) & (PteFlags.User | PteFlags.Global));
        Assert.Equal((space.Number, (ulong)(address / Page)),
            (bench.Memory.Pfn.SpaceOf(frame), bench.Memory.Pfn[frame].Page));

        // The table goes with its last page, and no processor remembers where it was.
        bench.Processes.Attach(space);
        Assert.NotEqual(0, bench.Computer.Kernel.Read<byte>(entry));
        Assert.Equal(NtStatus.Success, space.Release(address));
        TranslationBuffer buffer = bench.Computer.Parts.Processors.Running.Buffer;
        Assert.NotEqual((ulong)(entry / Page), EntryOf(buffer, entry));
        bench.Processes.Attach(null);
    }

    [Theory]
    [EveryMode]
    public void A_buffer_of_a_transfer_outlives_its_process(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 2);
        SpaceBench.Write(space, address, 1);
        uint frame = space.Space.WorkingSet.Frames.Tail;
        nuint mapping = bench.Memory.SystemPtes.Reserve(1, mustSucceed: false);
        Assert.True(bench.Memory.SystemPtes.Map(mapping, frame));
        Assert.Equal(0u, space.Space.WorkingSet.Trim(1));
        bench.Verify();

        bench.Processes.Delete(space);
        bench.Verify();
        UserSpace other = bench.Create();
        SpaceBench.Write(other, SpaceBench.Allocate(other, 2), 2);
        byte[] expected = new byte[Page];
        new Random(1).NextBytes(expected);
        byte[] found = new byte[Page];
        bench.Computer.Kernel.ReadBytes(mapping, found);
        Assert.Equal(expected, found);
        bench.Memory.SystemPtes.Unmap(mapping);
        bench.Memory.SystemPtes.Release(mapping, 1);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_deleted_process_gives_every_frame_and_every_promise_back(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 8 << 20);
        bench.Processes.Delete(bench.Create());
        (ulong, long, uint) before = bench.Balance();
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 100);
        for (nuint page = 0; page < 50; page++)
        {
            SpaceBench.Write(space, address + (page * Page), (byte)page);
        }

        space.Space.WorkingSet.Trim(30);
        bench.Memory.Writer.Write(10, out _);
        bench.Processes.Attach(space);
        bench.Processes.Delete(space);

        Assert.Equal(before, bench.Balance());
        Assert.Equal(0u, bench.Memory.Files.Files[0].UsedCount);
        Assert.Null(bench.Processes.Find(1));
        bench.Verify();
    }

    [Theory]
    [InlineData(PagingMode.X86, 4u)]
    [InlineData(PagingMode.Pae, 8u)]
    [InlineData(PagingMode.Amd64, 8u)]
    public void A_process_costs_its_tables_the_page_of_its_list_and_its_minimum(PagingMode mode, uint touched)
    {
        // x86: a directory and hyperspace's table. PAE: four of the one, and a top table. x64: a table of each level
        // for hyperspace. One user page adds a table, on x64 three.
        using SpaceBench bench = new(mode);
        (ulong promised, long resident, uint _) = bench.Balance();
        Assert.Equal(NtStatus.Success, bench.Processes.Create(out UserSpace? space, minimumWorkingSet: 50));
        uint tables = space!.Space.Tables.TableCount;

        Assert.Equal(mode switch { PagingMode.X86 => 2u, PagingMode.Pae => 6u, _ => 4u }, tables);
        Assert.Equal((promised + tables + 1, resident - tables - 1 - 50), (
            bench.Memory.Commit.Used, bench.Memory.Resident.Left));
        Assert.Equal(tables + 1, space.Space.CommitCount);

        SpaceBench.Allocate(space, 1);
        Assert.Equal(touched - 1, space.Space.Tables.TableCount);
        Assert.Equal(touched + 1, space.Space.CommitCount);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_process_that_finds_no_memory_leaves_nothing_behind(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        bench.Processes.Delete(bench.Create());
        for (ulong left = 0; left < 7; left++)
        {
            (ulong, long, uint) before = bench.Balance();
            ulong rest = bench.Memory.Commit.Limit - bench.Memory.Commit.Used - left;
            Assert.True(bench.Memory.Commit.TryCharge(rest));
            NtStatus status = bench.Processes.Create(out UserSpace? space, minimumWorkingSet: 0);
            bench.Memory.Commit.Return(rest);
            ExpectNothing(bench, before, status, NtStatus.CommitmentLimit, space);

            ulong spare = (ulong)bench.Memory.Resident.Left - left;
            Assert.True(bench.Memory.Resident.TryTake(spare));
            status = bench.Processes.Create(out space, minimumWorkingSet: 0);
            bench.Memory.Resident.Return(spare);
            ExpectNothing(bench, before, status, NtStatus.InsufficientResources, space);

            List<uint> frames = [];
            while (bench.Memory.Lists.AvailableCount > left)
            {
                frames.Add(bench.Memory.Frames.Take(FrameUse.NonPaged, 0, mustBeZero: false));
            }

            status = bench.Processes.Create(out space, minimumWorkingSet: 0);
            frames.ForEach(bench.Memory.Frames.Release);
            ExpectNothing(bench, before, status, NtStatus.InsufficientResources, space);
        }
    }

    [Fact]
    public void The_minimum_working_set_is_taken_from_what_may_stay()
    {
        using SpaceBench bench = new(PagingMode.X86);
        uint left = (uint)bench.Memory.Resident.Left;
        Assert.Equal(
            NtStatus.InsufficientResources, bench.Processes.Create(out UserSpace? space, minimumWorkingSet: left));
        Assert.Null(space);
        Assert.Equal(left, bench.Memory.Resident.Left);
        Assert.Equal(NtStatus.Success, bench.Processes.Create(out space, minimumWorkingSet: left - 3));
        Assert.Equal(0, bench.Memory.Resident.Left);
        bench.Processes.Delete(space!);
        Assert.Equal(left, bench.Memory.Resident.Left);
    }

    private static ulong EntryOf(TranslationBuffer buffer, nuint address) =>
        buffer[(int)(address / Page & TranslationBuffer.Mask)].Readable;

    /// <summary>Where there was enough after all, the process goes; else it was never there.</summary>
    private static void ExpectNothing(
        SpaceBench bench, (ulong, long, uint) before, NtStatus status, NtStatus expected, UserSpace? space)
    {
        if (space is not null)
        {
            Assert.Equal(NtStatus.Success, status);
            bench.Processes.Delete(space);
        }
        else
        {
            Assert.Equal(expected, status);
        }

        Assert.Equal(before, bench.Balance());
        bench.Verify();
    }
}

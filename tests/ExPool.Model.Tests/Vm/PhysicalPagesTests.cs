using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>A process holds frames by number, and maps them into a window: Address Windowing Extensions.</summary>
public sealed class PhysicalPagesTests
{
    private const nuint Page = SpaceBench.Page;
    private const ulong Gigabyte = 1 << 30;

    [Theory]
    [EveryMode]
    public void Frames_keep_their_bytes_while_they_have_no_address(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        uint[] frames = Take(space, 8);
        nuint window = Window(space, 4);
        Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, frames.AsSpan(0, 4)));
        SpaceBench.Write(space, window, 1);
        SpaceBench.Write(space, window + (3 * Page), 2);
        bench.Verify();

        Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, frames.AsSpan(4, 4)));
        Assert.True(SpaceBench.Holds(space, window, null));
        SpaceBench.Write(space, window, 3);
        bench.Verify();

        Assert.Equal(NtStatus.Success, space.UnmapPhysicalPages(window, 4));
        Assert.Equal(NtStatus.AccessViolation, space.Read(window, new byte[1]));
        Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, [frames[3], frames[0], frames[4]]));
        Assert.True(SpaceBench.Holds(space, window, 2));
        Assert.True(SpaceBench.Holds(space, window + Page, 1));
        Assert.True(SpaceBench.Holds(space, window + (2 * Page), 3));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Held_frames_stay_and_are_charged_until_they_are_freed(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 4 << 20);
        UserSpace space = bench.Create();
        (ulong promised, long resident, uint available) = bench.Balance();
        ulong charged = space.Space.CommitCount;
        uint[] frames = Take(space, 10);
        Assert.Equal((promised + 10, resident - 10, available - 10), bench.Balance());
        Assert.Equal(charged + 10, space.Space.CommitCount);
        nuint window = Window(space, 10);
        Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, frames));
        SpaceBench.Write(space, window, 1);
        bench.SendOut();
        Assert.Equal(10u, space.Space.Physical.Frames.Count);
        Assert.True(SpaceBench.Holds(space, window, 1));

        Assert.Equal(NtStatus.Success, space.FreePhysicalPages(frames.AsSpan(0, 6), out int count));
        Assert.Equal(6, count);
        Assert.Equal(NtStatus.AccessViolation, space.Read(window, new byte[1]));
        Assert.Equal(NtStatus.Success, space.Release(window));
        Assert.Equal(4u, space.Space.Physical.Frames.Count);
        bench.Verify();
        Assert.Equal(NtStatus.Success, space.FreePhysicalPages(frames.AsSpan(6), out _));
        Assert.Equal((promised, resident, available), bench.Balance());
        Assert.Equal(charged, space.Space.CommitCount);
    }

    [Theory]
    [EveryMode]
    public void What_is_not_the_process_s_is_refused_and_nothing_changes(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        UserSpace other = bench.Create();
        uint[] frames = Take(space, 3);
        uint[] foreign = Take(other, 1);
        nuint window = Window(space, 4);
        nuint pages = SpaceBench.Allocate(space, 4);
        Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, frames));
        SpaceBench.Write(space, window + (2 * Page), 5);

        Assert.Equal(NtStatus.InvalidParameter, space.MapPhysicalPages(window, [frames[0], foreign[0]]));
        Assert.Equal(NtStatus.InvalidParameter, space.MapPhysicalPages(window, [frames[0], frames[0]]));
        Assert.Equal(NtStatus.InvalidParameter, space.MapPhysicalPages(window + (3 * Page), [frames[0]]));
        Assert.Equal(NtStatus.InvalidParameter, space.MapPhysicalPages(window, [uint.MaxValue]));
        Assert.Equal(NtStatus.InvalidParameter, space.MapPhysicalPages(window, [space.Space.Tables.DirectoryFrame]));
        Assert.Equal(NtStatus.ConflictingAddresses, space.MapPhysicalPages(pages, frames));
        Assert.Equal(NtStatus.ConflictingAddresses, space.Commit(window, Page));
        Assert.Equal(NtStatus.MemoryNotAllocated, space.MapPhysicalPages(pages + (1 << 20), frames));
        Assert.Equal(NtStatus.InvalidParameter, space.FreePhysicalPages([foreign[0]], out int count));
        Assert.Equal(0, count);
        Assert.True(SpaceBench.Holds(space, window + (2 * Page), 5));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Fewer_frames_are_given_where_memory_is_short_and_all_return_with_the_process(PagingMode mode)
    {
        using SpaceBench bench = new(mode, ram: 16 << 20);
        (ulong, long, uint) before = bench.Balance();
        UserSpace space = bench.Create();
        nuint window = Window(space, 100);
        uint[] frames = new uint[10_000];
        Assert.Equal(NtStatus.Success, space.AllocatePhysicalPages(frames, out int count));
        Assert.InRange(count, 1000, 4096);
        Assert.Equal(bench.Memory.Commit.Limit, bench.Memory.Commit.Used);
        Assert.Equal(NtStatus.InsufficientResources, space.AllocatePhysicalPages(new uint[1], out int none));
        Assert.Equal(0, none);

        // Nothing is left for the table of the window.
        uint tables = space.Space.Tables.TableCount;
        Assert.Equal(NtStatus.InsufficientResources, space.MapPhysicalPages(window, frames.AsSpan(0, 10)));
        Assert.Equal(tables, space.Space.Tables.TableCount);
        Assert.Equal(NtStatus.Success, space.FreePhysicalPages(frames.AsSpan(100, 3), out _));
        Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, frames.AsSpan(0, 100)));
        bench.Verify();
        bench.Processes.Delete(space);
        Assert.Equal(before, bench.Balance());
        bench.Verify();
    }

    [Fact]
    public void A_process_with_2_GB_of_addresses_uses_6_GB_of_RAM_with_PAE()
    {
        using SpaceBench bench = new(Computer.Boot(new ComputerOptions
        {
            OperatingSystem = "Windows Server 2003",
            Architecture = "x86",
            PhysicalByteCount = 8 * Gigabyte,
            Switches = new() { Pae = true },
        }));
        UserSpace space = bench.Create();
        uint[] frames = Take(space, (int)(6 * Gigabyte / Page));
        nuint window = Window(space, 16);
        const int Step = 50_000;
        HashSet<uint> met = [];
        byte key = 0;
        for (int index = 0; index < frames.Length; index += Step)
        {
            Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, frames.AsSpan(index, 1)));
            SpaceBench.Write(space, window, key++);
            met.Add(frames[index]);
        }

        Assert.Contains(met, frame => frame >= 4 * Gigabyte / Page);
        key = 0;
        for (int index = 0; index < frames.Length; index += Step)
        {
            Assert.Equal(NtStatus.Success, space.MapPhysicalPages(window, frames.AsSpan(index, 1)));
            Assert.True(SpaceBench.Holds(space, window, key++));
        }

        long left = bench.Memory.Resident.Left;
        bench.Processes.Delete(space);
        Assert.True(bench.Memory.Resident.Left >= left + frames.Length);
    }

    private static uint[] Take(UserSpace space, int count)
    {
        uint[] frames = new uint[count];
        Assert.Equal(NtStatus.Success, space.AllocatePhysicalPages(frames, out int taken));
        Assert.Equal(count, taken);
        return frames;
    }

    private static nuint Window(UserSpace space, nuint pageCount)
    {
        nuint address = 0;
        Assert.Equal(NtStatus.Success, space.Reserve(ref address, pageCount * Page, kind: VadKind.Physical));
        return address;
    }
}

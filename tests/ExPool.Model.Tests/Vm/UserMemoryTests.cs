using System;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>What a process may do with its addresses.</summary>
public sealed class UserMemoryTests
{
    private const nuint Page = SpaceBench.Page;
    private const nuint Unit = UserSpace.Granularity;

    [Theory]
    [EveryMode]
    public void Ranges_begin_at_64_KiB_and_do_not_overlap(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        Assert.Equal(Unit, Reserve(space, 1));
        Assert.Equal(2 * Unit, Reserve(space, (2 * Unit) + 1));
        Assert.Equal(5 * Unit, Reserve(space, Unit));
        Assert.Equal(space.End - Unit, Reserve(space, Page, isTopDown: true));
        Assert.Equal(space.End - (3 * Unit), Reserve(space, (2 * Unit) - Page, isTopDown: true));

        nuint taken = (2 * Unit) + Page;
        Assert.Equal(NtStatus.ConflictingAddresses, space.Reserve(ref taken, Page));
        nuint low = Page;
        Assert.Equal(NtStatus.InvalidParameter, space.Reserve(ref low, Page));
        nuint high = space.End - Unit;
        Assert.Equal(NtStatus.InvalidParameter, space.Reserve(ref high, 2 * Unit));
        nuint exact = (9 * Unit) + 5;
        Assert.Equal(NtStatus.Success, space.Reserve(ref exact, Unit));
        Assert.Equal(9 * Unit, exact);

        // The last byte lies in another page than the first 64 KiB.
        Assert.Equal(11 * Unit, ReserveAt(space, 11 * Unit, Page));
        Assert.Equal(NtStatus.Success, space.Release(2 * Unit));
        Assert.Equal(2 * Unit, Reserve(space, Unit));
        Assert.Equal(3 * Unit, Reserve(space, 2 * Unit));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void What_is_not_right_says_why_and_changes_nothing(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        nuint address = Reserve(space, 4 * Unit);
        (ulong, long, uint) before = bench.Balance();
        nuint none = 0;
        Assert.Equal(NtStatus.InvalidParameter, space.Reserve(ref none, 0));
        Assert.Equal(NtStatus.InvalidParameter, space.Reserve(ref none, space.End));
        Assert.Equal(NtStatus.InvalidParameter, space.Commit(address, 0));
        Assert.Equal(NtStatus.ConflictingAddresses, space.Commit(address, (4 * Unit) + 1));
        Assert.Equal(NtStatus.MemoryNotAllocated, space.Commit(address + (4 * Unit), 1));
        Assert.Equal(NtStatus.MemoryNotAllocated, space.Decommit(address + (4 * Unit), 1));
        Assert.Equal(NtStatus.MemoryNotAllocated, space.Release(address + (4 * Unit)));
        Assert.Equal(NtStatus.FreeVmNotAtBase, space.Release(address + Page));
        Assert.Equal(NtStatus.NotCommitted, space.Protect(address, Page, PageProtection.ReadOnly));
        Assert.Equal(NtStatus.AccessViolation, space.Read(address, new byte[1]));
        Assert.Equal(NtStatus.AccessViolation, space.Write(address, new byte[1]));
        Assert.Equal(NtStatus.AccessViolation, space.Read((nuint)bench.Memory.Spaces.UserEnd, new byte[1]));
        Assert.Equal(NtStatus.AccessViolation, space.Read((nuint)bench.Memory.Spaces.UserEnd - 1, new byte[2]));
        Assert.Equal(before, bench.Balance());
        Assert.Null(bench.Computer.Stop);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_page_that_is_committed_twice_is_promised_once_and_keeps_its_bytes(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        nuint address = Reserve(space, 8 * Page);
        Assert.Equal(NtStatus.Success, space.Commit(address + (2 * Page), Page));
        SpaceBench.Write(space, address + (2 * Page), 7);
        ulong before = space.Space.CommitCount;

        Assert.Equal(NtStatus.Success, space.Commit(address, 8 * Page));

        Assert.Equal(before + 7, space.Space.CommitCount);
        Assert.True(SpaceBench.Holds(space, address + (2 * Page), 7));
        Assert.True(SpaceBench.Holds(space, address + (7 * Page), null));
        Assert.Equal(NtStatus.Success, space.Decommit(address + (2 * Page), 2 * Page));
        Assert.Equal(before + 5, space.Space.CommitCount);
        Assert.Equal(NtStatus.AccessViolation, space.Read(address + (2 * Page), new byte[1]));
        Assert.Equal(NtStatus.Success, space.Commit(address + (2 * Page), Page));
        Assert.True(SpaceBench.Holds(space, address + (2 * Page), null));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Page_tables_come_with_the_first_page_and_go_with_the_last(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        uint empty = space.Space.Tables.TableCount;
        nuint address = Reserve(space, 64 << 20);
        Assert.Equal(empty, space.Space.Tables.TableCount);

        Assert.Equal(NtStatus.Success, space.Commit(address + (8 << 20), Page));
        Assert.Equal(NtStatus.Success, space.Commit(address + (40 << 20), Page));
        uint full = space.Space.Tables.TableCount;
        Assert.Equal(empty + (mode == PagingMode.Amd64 ? 4u : 2u), full);

        Assert.Equal(NtStatus.Success, space.Decommit(address + (8 << 20), Page));
        Assert.Equal(full - 1, space.Space.Tables.TableCount);
        Assert.Equal(NtStatus.Success, space.Release(address));
        Assert.Equal(empty, space.Space.Tables.TableCount);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_page_that_was_trimmed_comes_back_from_standby_from_modified_and_from_the_file(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 4 << 20);
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 3);
        for (nuint page = 0; page < 3; page++)
        {
            SpaceBench.Write(space, address + (page * Page), (byte)page);
        }

        MemoryCounters counters = bench.Memory.Counters;
        (ulong transition, ulong file) = (counters.TransitionFaults, counters.PageFileFaults);
        Assert.Equal(3u, space.Space.WorkingSet.Trim(3));
        Assert.True(SpaceBench.Holds(space, address, 0));
        bench.SendOut();
        bench.Verify();
        Assert.Equal(0u, space.Space.WorkingSet.Count);
        Assert.True(SpaceBench.Holds(space, address, 0));
        Assert.True(SpaceBench.Holds(space, address + Page, 1));
        Assert.True(SpaceBench.Holds(space, address + (2 * Page), 2));
        Assert.Equal(1u, counters.TransitionFaults - transition);
        Assert.True(counters.PageFileFaults - file >= 3);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_page_that_may_not_be_written_says_so_to_who_writes(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 4 << 20);
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 2);
        SpaceBench.Write(space, address, 1);
        Assert.Equal(NtStatus.Success, space.Protect(address, 2 * Page, PageProtection.ReadOnly));
        Assert.Equal(NtStatus.AccessViolation, space.Write(address, new byte[1]));
        Assert.Equal(NtStatus.AccessViolation, space.Write(address + Page, new byte[1]));
        Assert.True(SpaceBench.Holds(space, address, 1));
        Assert.Equal(NtStatus.Success, space.Protect(address, Page, PageProtection.NoAccess));
        Assert.Equal(NtStatus.AccessViolation, space.Read(address, new byte[1]));
        bench.SendOut();
        Assert.Equal(NtStatus.Success, space.Protect(address, Page, PageProtection.ReadWrite));
        Assert.True(SpaceBench.Holds(space, address, 1));
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_page_that_cannot_be_read_is_an_answer_and_no_stop(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 4 << 20);
        UserSpace space = bench.Create();
        nuint address = SpaceBench.Allocate(space, 1);
        SpaceBench.Write(space, address, 1);
        bench.SendOut();
        bench.Memory.Files.Files[0].IsBroken = true;

        Assert.Equal(NtStatus.InPageError, space.Read(address, new byte[1]));

        Assert.Null(bench.Computer.Stop);
        bench.Memory.Files.Files[0].IsBroken = false;
        Assert.True(SpaceBench.Holds(space, address, 1));
        bench.Verify();
    }

    [Fact]
    public void A_bad_user_address_that_nobody_handles_stops_the_machine()
    {
        using SpaceBench bench = new(PagingMode.X86, options: new ComputerOptions { StopsForGood = false });
        UserSpace space = bench.Create();
        bench.Processes.Attach(space);
        BugCheck stop = Assert.Throws<BugCheckException>(() => bench.Computer.Kernel.Read<byte>(0x20000)).Stop;
        Assert.Equal(BugCheckCode.PageFaultInNonPagedArea, stop.Code);
    }

    [Theory]
    [EveryMode]
    public void Sets_at_their_minimum_give_pages_up_last(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        Assert.Equal(NtStatus.Success, bench.Processes.Create(out UserSpace? keeper, minimumWorkingSet: 20));
        UserSpace other = bench.Create();
        foreach (UserSpace space in (UserSpace[])[keeper!, other])
        {
            nuint address = SpaceBench.Allocate(space, 20);
            for (nuint page = 0; page < 20; page++)
            {
                SpaceBench.Write(space, address + (page * Page), 1);
            }
        }

        uint system = bench.Memory.WorkingSet.Count;
        Assert.Equal(system + 15, bench.Memory.WorkingSets.Trim(system + 15));
        Assert.Equal(20u, keeper!.Space.WorkingSet.Count);
        Assert.Equal(12u, bench.Memory.WorkingSets.Trim(12));
        Assert.True(keeper.Space.WorkingSet.Count < 20, "Wholly short, it gives pages too.");
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_commit_that_finds_no_memory_leaves_what_was_there(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        nuint address = Reserve(space, 16 << 20);
        Assert.Equal(NtStatus.Success, space.Commit(address + Page, Page));
        SpaceBench.Write(space, address + Page, 9);
        for (ulong left = 0; left < 6; left++)
        {
            (ulong, long, uint) before = bench.Balance();
            (uint tables, ulong charged) = (space.Space.Tables.TableCount, space.Space.CommitCount);
            ulong rest = bench.Memory.Commit.Limit - bench.Memory.Commit.Used - left;
            Assert.True(bench.Memory.Commit.TryCharge(rest));
            Assert.Equal(NtStatus.CommitmentLimit, space.Commit(address, 8 * Page));
            bench.Memory.Commit.Return(rest);
            Assert.Equal(before, bench.Balance());

            // Enough for the pages, not for the tables of 16 MB.
            ulong spare = (ulong)bench.Memory.Resident.Left - (left % 3);
            Assert.True(bench.Memory.Resident.TryTake(spare));
            Assert.Equal(NtStatus.InsufficientResources, space.Commit(address, 16 << 20));
            bench.Memory.Resident.Return(spare);
            Assert.Equal(before, bench.Balance());
            Assert.Equal((tables, charged), (space.Space.Tables.TableCount, space.Space.CommitCount));
            Assert.True(SpaceBench.Holds(space, address + Page, 9));
            bench.Verify();
        }
    }

    [Theory]
    [EveryMode]
    public void What_the_system_is_promised_meanwhile_is_not_charged_to_the_space(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        UserSpace space = bench.Create();
        nuint address = Reserve(space, 8 * Page);
        (ulong charged, uint tables) = (space.Space.CommitCount, space.Space.Tables.TableCount);
        CommitCharge commit = bench.Memory.Commit;
        Func<ulong, bool>? extend = commit.Extend;
        ulong rest = commit.Limit - commit.Used - 4;
        Assert.True(commit.TryCharge(rest));

        // As a DPC does that comes between: pool grows, somebody else gives pages back.
        commit.Extend = count =>
        {
            commit.Extend = extend;
            commit.Return(rest);
            return bench.Computer.Kernel.Allocate(PoolFlags.NonPaged, 64 << 10, "Test") != 0;
        };
        Assert.Equal(NtStatus.Success, space.Commit(address, 8 * Page));

        Assert.Equal(charged + 8 + (space.Space.Tables.TableCount - tables), space.Space.CommitCount);
        bench.Verify();
    }

    [Fact]
    public void A_range_without_a_record_in_pool_is_not_reserved()
    {
        using SpaceBench bench = new(PagingMode.X86, ram: 16 << 20);
        UserSpace space = bench.Create();
        NtStatus status;
        uint count = 0;
        do
        {
            nuint address = 0;
            status = space.Reserve(ref address, Page);
            count += status == NtStatus.Success ? 1u : 0;
        }
        while (status == NtStatus.Success && count < 50_000);

        // 32,766 of them are all addresses that there are.
        Assert.Equal((NtStatus.NoMemory, 32_766u), (status, count));
        while (bench.Computer.Kernel.Allocate(PoolFlags.NonPaged, 24, new PoolTag("Fill")) != 0)
        {
        }

        nuint first = Unit;
        Assert.Equal(NtStatus.Success, space.Release(first));
        while (bench.Computer.Kernel.Allocate(PoolFlags.NonPaged, 24, new PoolTag("Fill")) != 0)
        {
        }

        Assert.Equal(NtStatus.InsufficientResources, space.Reserve(ref first, Page));
        Assert.False(space.Ranges.Find(Unit / Page).Exists);
        Assert.Equal(NtStatus.Success, space.Release(2 * Unit));
        Assert.Equal(NtStatus.Success, space.Reserve(ref first, Page));
    }

    [Theory]
    [InlineData("Windows 2000", "x86", false, null, 0x80000000UL)]
    [InlineData("Windows Server 2003", "x86", true, null, 0xC0000000UL)]
    [InlineData("Windows Server 2003", "x86", false, 2900, 0xB5400000UL)]
    [InlineData("Windows 7", "x64", false, null, 0x800_00000000UL)]
    [InlineData("Windows 8.1", "x64", false, null, 0x8000_00000000UL)]
    public void User_addresses_end_where_the_release_and_its_switches_say(
        string system, string architecture, bool hasThree, int? megabytes, ulong end)
    {
        using SpaceBench bench = new(Computer.Boot(new ComputerOptions
        {
            OperatingSystem = system,
            Architecture = architecture,
            PhysicalByteCount = 256 << 20,
            Switches = new() { ThreeGigabytes = hasThree, UserVaMegabytes = megabytes },
        }));
        UserSpace space = bench.Create();
        Assert.Equal(end, bench.Memory.Spaces.UserEnd);
        nuint last = Reserve(space, Unit, isTopDown: true);
        Assert.Equal(end - (2 * Unit), last);
        Assert.Equal(NtStatus.Success, space.Commit(last, Unit));
        SpaceBench.Write(space, last + Unit - Page, 3);
        Assert.True(SpaceBench.Holds(space, last + Unit - Page, 3));
        bench.Verify();
    }

    private static nuint Reserve(UserSpace space, nuint byteCount, bool isTopDown = false)
    {
        nuint address = 0;
        Assert.Equal(NtStatus.Success, space.Reserve(ref address, byteCount, isTopDown));
        return address;
    }

    private static nuint ReserveAt(UserSpace space, nuint address, nuint byteCount)
    {
        Assert.Equal(NtStatus.Success, space.Reserve(ref address, byteCount));
        return address;
    }
}

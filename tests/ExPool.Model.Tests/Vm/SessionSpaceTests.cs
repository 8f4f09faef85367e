using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>Processes of one session see the same pages, those of another see others.</summary>
public sealed class SessionSpaceTests
{
    private const nuint Page = SpaceBench.Page;

    [Theory]
    [EveryMode]
    public void A_session_shares_its_pages_and_another_has_others_at_the_same_addresses(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        IKernel kernel = bench.Computer.Kernel;
        SessionSpace first = Create(bench);
        SessionSpace second = Create(bench);
        UserSpace one = bench.Create(first);
        UserSpace two = bench.Create(first);
        UserSpace three = bench.Create(second);
        nuint address = Commit(first, 4);
        Assert.Equal(address, Commit(second, 4));
        Assert.Equal(first.Range.Start, address);

        bench.Processes.Attach(one);
        kernel.Write(address, 11u);
        bench.Processes.Attach(three);
        Assert.Equal(0u, kernel.Read<uint>(address));
        kernel.Write(address, 33u);
        bench.Processes.Attach(two);
        Assert.Equal(11u, kernel.Read<uint>(address));
        bench.Verify();

        // A page table that the session gets later is seen by all of it.
        nuint far = Commit(first, 2048) + (2047 * Page);
        kernel.Write(far, 44u);
        bench.Processes.Attach(one);
        Assert.Equal(44u, kernel.Read<uint>(far));
        bench.Processes.Attach(null);
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void Pages_of_a_session_go_out_and_come_back(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 4 << 20);
        IKernel kernel = bench.Computer.Kernel;
        SessionSpace session = Create(bench);
        UserSpace space = bench.Create(session);
        nuint address = Commit(session, 16);
        bench.Processes.Attach(space);
        for (uint page = 0; page < 16; page++)
        {
            kernel.Write(address + (page * Page), page + 100);
        }

        Assert.Equal((nuint)16, session.CountResident(address, 16));
        bench.SendOut();
        Assert.Equal((nuint)0, session.CountResident(address, 16));
        bench.Verify();
        for (uint page = 0; page < 16; page++)
        {
            Assert.Equal(page + 100, kernel.Read<uint>(address + (page * Page)));
        }

        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_deleted_session_gives_everything_back_but_not_while_a_process_is_in_it(PagingMode mode)
    {
        using SpaceBench bench = new(mode, pagingFile: 4 << 20);
        (ulong, long, uint) before = bench.Balance();
        SessionSpace session = Create(bench);
        UserSpace space = bench.Create(session);
        nuint pageable = Commit(session, 20);
        Assert.Equal(NtStatus.Success, session.Reserve(5, out nuint fixedPages));
        Assert.Equal(NtStatus.Success, session.CommitNonPaged(fixedPages, 5));
        bench.Processes.Attach(space);
        bench.Computer.Kernel.Fill(pageable, 20 * Page, 0x55);
        bench.Computer.Kernel.Fill(fixedPages, 5 * Page, 0x66);
        bench.Verify();
        bench.SendOut();
        ulong tables = session.Space.Tables.TableCount;
        Assert.Equal(25 + tables, session.CommitCount);
        session.Decommit(pageable + Page, 3);
        session.Release(fixedPages, 5);
        Assert.Equal(17 + tables, session.CommitCount);
        Assert.Equal(20u, session.Range.UsedCount);

        Assert.Equal(NtStatus.InvalidParameter, bench.Processes.DeleteSession(session));
        bench.Verify();
        bench.Processes.Delete(space);
        Assert.Equal(NtStatus.Success, bench.Processes.DeleteSession(session));

        Assert.Null(bench.Processes.FindSession(session.Number));
        Assert.Equal(before, bench.Balance());
        bench.Verify();
    }

    [Theory]
    [EveryMode]
    public void A_session_address_without_a_session_stops_with_0x50_reason_3(PagingMode mode)
    {
        using SpaceBench bench = new(mode, options: new ComputerOptions { StopsForGood = false });
        SessionSpace session = Create(bench);
        nuint address = Commit(session, 1);
        bench.Processes.Attach(bench.Create());

        BugCheck stop = Assert.Throws<BugCheckException>(() => bench.Computer.Kernel.Read<byte>(address)).Stop;

        Assert.Equal((BugCheckCode.PageFaultInNonPagedArea, 3UL), (stop.Code, stop.Parameter4));
    }

    [Theory]
    [EveryMode]
    public void A_session_that_finds_no_memory_leaves_nothing_behind(PagingMode mode)
    {
        using SpaceBench bench = new(mode);
        SessionSpace session = Create(bench);
        Assert.Equal(NtStatus.Success, session.Reserve(1024, out nuint address));
        for (ulong left = 0; left < 4; left++)
        {
            (ulong, long, uint) before = bench.Balance();
            ulong rest = bench.Memory.Commit.Limit - bench.Memory.Commit.Used - left;
            Assert.True(bench.Memory.Commit.TryCharge(rest));
            Assert.Equal(NtStatus.CommitmentLimit, session.Commit(address, 8));
            if (left == 0)
            {
                Assert.Equal(NtStatus.CommitmentLimit, bench.Processes.CreateSession(out _));
            }

            bench.Memory.Commit.Return(rest);
            Assert.Equal(before, bench.Balance());
            bench.Verify();
        }

        Assert.Equal(NtStatus.NoMemory, session.Reserve((nuint)session.Range.Pages.Length, out _));
    }

    [Fact]
    public void A_machine_without_a_region_for_sessions_has_none()
    {
        using SpaceBench bench = new(Computer.Boot(new ComputerOptions
        {
            OperatingSystem = "Windows NT 4.0",
            Architecture = "x86",
            PhysicalByteCount = 64 << 20,
        }));
        Assert.Equal(NtStatus.NotSupported, bench.Processes.CreateSession(out SessionSpace? session));
        Assert.Null(session);
    }

    [Theory]
    [InlineData("Windows 2000", "x86")]
    [InlineData("Windows XP", "x64")]
    [InlineData("Windows 7", "x86")]
    [InlineData("Windows 10", "x86")]
    [InlineData("Windows 10", "x64")]
    public void Releases_with_sessions_have_room_for_them(string system, string architecture)
    {
        using SpaceBench bench = new(Computer.Boot(new ComputerOptions
        {
            OperatingSystem = system,
            Architecture = architecture,
            PhysicalByteCount = 512 << 20,
        }));
        SessionSpace session = Create(bench);
        bench.Processes.Attach(bench.Create(session));
        nuint address = Commit(session, 16);
        bench.Computer.Kernel.Write(address, 5u);
        Assert.Equal(5u, bench.Computer.Kernel.Read<uint>(address));
        bench.Verify();
    }

    private static SessionSpace Create(SpaceBench bench)
    {
        Assert.Equal(NtStatus.Success, bench.Processes.CreateSession(out SessionSpace? session));
        return session!;
    }

    private static nuint Commit(SessionSpace session, nuint pageCount)
    {
        Assert.Equal(NtStatus.Success, session.Reserve(pageCount, out nuint address));
        Assert.Equal(NtStatus.Success, session.Commit(address, pageCount));
        return address;
    }
}

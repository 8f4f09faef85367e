using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ps;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ps;

/// <summary>Sessions have pools and views of their own: what one has no other sees, and none takes from
/// another.</summary>
public sealed class SessionTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [EveryMode]
    public void The_same_addresses_of_two_sessions_hold_what_each_wrote(PagingMode mode)
    {
        using Computer computer = TestComputers.Boot(mode, 96 * Megabyte, 32 * Megabyte);
        AssertIsolated(computer, windows: 60);
    }

    [Fact]
    public void With_a_pager_that_moves_pages_too()
    {
        using Computer computer = TestComputers.Boot(
            PagingMode.Amd64, 96 * Megabyte, 32 * Megabyte, new ComputerOptions { IsPagerHostile = true });
        AssertIsolated(computer, windows: 4);
    }

    [Theory]
    [InlineData("Windows Server 2003", "x86", 16, 48)]
    [InlineData("Windows XP", "x64", 64, 0)]
    public void A_session_whose_pool_is_exhausted_is_refused_and_others_are_not(
        string os, string architecture, ulong pool, ulong views)
    {
        using Computer computer = BootReal(os, architecture, ("SessionPoolSize", 4));
        Sessions sessions = computer.Services().Sessions;
        Assert.Equal(4 * Megabyte, sessions.PoolMaximum);
        Assert.Equal(views == 0 ? null : views * Megabyte, sessions.ViewMaximum);
        using Computer usual = BootReal(os, architecture);
        Assert.Equal(pool * Megabyte, usual.Services().Sessions.PoolMaximum);

        uint first = Create(sessions);
        uint second = Create(sessions);
        nuint desktop = sessions.Find(first)!.Desktops;
        nuint other = sessions.Find(second)!.Desktops;
        nuint more = desktop;
        NtStatus status = NtStatus.Success;
        uint count = 0;
        for (ulong seed = 0; status == NtStatus.Success; seed++)
        {
            status = sessions.CreateWindow(first, more, seed, out _);
            if (status == NtStatus.NoMemory)
            {
                status = sessions.CreateDesktop(first, DesktopKind.Interactive, out more);
            }

            count = sessions.Find(first)!.WindowCount;
        }

        Assert.Equal(NtStatus.InsufficientResources, status);
        Session full = sessions.Find(first)!;
        Assert.InRange(full.PoolByteCount, 5 * Megabyte / 2, 4 * Megabyte);
        Assert.Equal(count, full.WindowCount);
        ulong held = full.PoolByteCount;
        Assert.Equal(NtStatus.InsufficientResources, sessions.CreateWindow(first, more, 1, out _));
        Assert.Equal(NtStatus.InsufficientResources, sessions.CreateWindow(first, more, 1, out _));
        Assert.Equal(held, full.PoolByteCount);

        for (ulong seed = 0; seed < 100; seed++)
        {
            Assert.Equal(NtStatus.Success, sessions.CreateWindow(second, other, seed, out _));
        }

        Assert.Equal(0UL, sessions.Find(second)!.RefusedCount);
        for (int index = 0; index < 3; index++)
        {
            Assert.Equal(NtStatus.Success, sessions.DestroyLastWindow(first, more));
        }

        Assert.Equal(NtStatus.Success, sessions.CreateWindow(first, more, 7, out _));
        Assert.True(sessions.Holds(first, more));
        Assert.True(sessions.Holds(second, other));
        DeleteAll(computer);
    }

    [Fact]
    public void Desktops_are_refused_when_the_views_of_a_session_are_used_up()
    {
        using Computer computer = BootReal("Windows Server 2003", "x86", ("SessionViewSize", 20));
        Sessions sessions = computer.Services().Sessions;
        uint id = Create(sessions);
        uint other = Create(sessions);
        NtStatus status = NtStatus.Success;
        uint made = 0;
        List<nuint> desktops = [];
        while (status == NtStatus.Success)
        {
            status = sessions.CreateDesktop(id, DesktopKind.Interactive, out nuint desktop);
            made += status == NtStatus.Success ? 1u : 0;
            desktops.Add(desktop);
        }

        // 20 MB less the 3264 KB of the first three, in steps of 3072 KB.
        Assert.Equal((NtStatus.NoMemory, 5u), (status, made));
        Assert.Equal((3264 + (5 * 3072)) * 1024UL, sessions.Find(id)!.ViewByteCount);
        Assert.Equal(NtStatus.Success, sessions.CreateDesktop(other, DesktopKind.Interactive, out _));
        Assert.Equal(NtStatus.Success, sessions.DestroyDesktop(id, desktops[2]));
        Assert.Equal(NtStatus.InvalidParameter, sessions.DestroyDesktop(id, 0x1000));
        Assert.Equal(NtStatus.Success, sessions.CreateDesktop(id, DesktopKind.Interactive, out _));
        DeleteAll(computer);
    }

    [Theory]
    [InlineData("Windows NT 4.0", false)]
    [InlineData("Windows 2000", false)]
    [InlineData("Windows 2000", true)]
    public void Without_terminal_services_there_are_no_sessions(string os, bool isTerminalServer)
    {
        using Computer computer = isTerminalServer
            ? BootReal(os, "x86", ("SessionPoolSize", 8))
            : BootReal(os, "x86");
        Sessions sessions = computer.Services().Sessions;
        Assert.Equal(isTerminalServer ? NtStatus.Success : NtStatus.NotSupported, sessions.Create(out _));
        Assert.Equal(isTerminalServer ? 8 * Megabyte : null, sessions.PoolMaximum);
        DeleteAll(computer);
    }

    [Fact]
    public void On_windows_xp_session_pool_comes_from_paged_pool()
    {
        using Computer computer = BootReal("Windows XP", "x86");
        Sessions sessions = computer.Services().Sessions;
        uint id = Create(sessions);
        Assert.Null(sessions.PoolMaximum);
        Assert.Equal(NtStatus.Success, sessions.CreateWindow(id, sessions.Find(id)!.Desktops, 1, out nuint window));
        Assert.Equal(SystemVaType.PagedPool, computer.Parts.Memory.Space.Find(window)!.Type);
        Assert.Equal(
            1UL, computer.Capture().Tags.Single(tag => tag.Tag == "Uswd").Paged.Outstanding);
        DeleteAll(computer);
        Assert.Equal(
            0UL, computer.Capture().Tags.Single(tag => tag.Tag == "Uswd").Paged.Outstanding);
    }

    [Fact]
    public void Wherever_memory_ends_nothing_is_left_of_a_session()
    {
        using Computer computer = TestComputers.Boot(PagingMode.Amd64, 24 * Megabyte);
        Sessions sessions = computer.Services().Sessions;
        List<uint> made = [];
        NtStatus status;
        while ((status = sessions.Create(out uint id)) == NtStatus.Success)
        {
            made.Add(id);
        }

        Assert.True(status is NtStatus.InsufficientResources or NtStatus.CommitmentLimit, status.ToString());
        Assert.True(made.Count > 2, $"{made.Count} sessions fit.");
        sessions.Delete(made[^1]);
        made.RemoveAt(made.Count - 1);

        // A few pages less each time, so that each step of making a session is one that fails.
        IKernel kernel = computer.Kernel;
        List<nuint> taken = [];
        int refused = 0;
        for (nuint page = kernel.AllocateMapping(3); page != 0; page = kernel.AllocateMapping(3))
        {
            taken.Add(page);
            ulong commit = computer.Parts.Memory.Commit.Used;
            long resident = computer.Parts.Memory.Resident.Left;
            status = sessions.Create(out uint id);
            if (status == NtStatus.Success)
            {
                Assert.Equal(NtStatus.Success, sessions.Delete(id));
            }

            refused += status == NtStatus.Success ? 0 : 1;
            Assert.Equal(
                (commit, resident), (computer.Parts.Memory.Commit.Used, computer.Parts.Memory.Resident.Left));
        }

        Assert.True(refused > 30, $"{refused} sessions were refused.");
        taken.ForEach(page => kernel.FreeMapping(page, 3));
        Assert.Equal(NtStatus.Success, sessions.Create(out _));
        DeleteAll(computer);
    }

    private static void AssertIsolated(Computer computer, int windows)
    {
        Sessions sessions = computer.Services().Sessions;
        ulong commit = computer.Parts.Memory.Commit.Used;
        uint[] ids = [Create(sessions), Create(sessions), Create(sessions)];
        Assert.Equal([0u, 1u, 2u], ids);
        nuint desktop = sessions.Find(0)!.Desktops;
        Assert.All(ids, id => Assert.Equal(desktop, sessions.Find(id)!.Desktops));
        List<nuint>[] made = [[], [], []];
        for (int index = 0; index < windows; index++)
        {
            foreach (uint id in ids)
            {
                ulong seed = ((ulong)id << 32) + (ulong)index;
                Assert.Equal(NtStatus.Success, sessions.CreateWindow(id, desktop, seed, out nuint window));
                made[id].Add(window);
            }
        }

        Assert.Equal(made[0], made[1]);
        Assert.Equal(made[0], made[2]);
        computer.Parts.Memory.SendOut();
        Assert.All(ids, id => Assert.True(sessions.Holds(id, desktop), $"session {id}"));
        Assert.Equal(NtStatus.Success, sessions.Delete(1));
        Assert.True(sessions.Holds(0, desktop) && sessions.Holds(2, desktop));
        Assert.Equal(1u, Create(sessions));
        Assert.Equal(0u, sessions.Find(1)!.WindowCount);
        DeleteAll(computer);
        Assert.Equal(NtStatus.InvalidParameter, sessions.Delete(1));
        Assert.InRange(computer.Parts.Memory.Commit.Used, commit, commit + 16);
    }

    private static uint Create(Sessions sessions)
    {
        Assert.Equal(NtStatus.Success, sessions.Create(out uint id));
        return id;
    }

    private static void DeleteAll(Computer computer)
    {
        Sessions sessions = computer.Services().Sessions;
        foreach (uint id in (uint[])[.. sessions.All.Select(session => session.Id)])
        {
            Assert.Equal(NtStatus.Success, sessions.Delete(id));
        }

        Assert.Empty(sessions.All);
        Assert.All(computer.Parts.Memory.Spaces.All.Skip(1), Assert.Null);
        computer.AssertPoolsAreSound();
        MachineChecker.Verify(computer.Parts, isDeep: true, "sessions");
    }

    private static Computer BootReal(
        string os, string architecture, params (string Name, ulong Value)[] registry) =>
        Computer.Boot(new ComputerOptions
        {
            OperatingSystem = os,
            Architecture = architecture,
            PhysicalByteCount = 256 * Megabyte,
            Switches = new() { Registry = registry.ToDictionary(entry => entry.Name, entry => entry.Value) },
        });
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Mm;
using ExPool.Model.Ps;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Drivers;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ps;

/// <summary>The users of a terminal server get sessions and windows, bear refusals, and leave nothing.</summary>
public sealed class TerminalTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [EveryMode]
    public void It_makes_sessions_and_windows_and_leaves_nothing(PagingMode mode)
    {
        using DriverRun run = new(
            mode, ["Terminal:sessions=3,windows=40,rate=200/s,desktops=2"], megabytes: 96, pagingFile: 16);
        run.Run(2);
        var terminal = (Terminal)run.Drivers[0];
        Assert.Equal((120UL, 0UL, 0UL), (terminal.MadeCount, terminal.RefusedCount, terminal.DamagedCount));
        SessionsReport report = run.Computer.ReadSessions();
        Assert.True(report.HasOwnPool);
        Assert.Equal([0u, 1u, 2u], report.Sessions.Select(session => session.Id));
        foreach (SessionReport session in report.Sessions)
        {
            Assert.Equal((40UL, 6UL, 0UL), (session.Windows, session.Desktops, session.Refused));
            Assert.Equal((3072 + 128 + 64 + 3072 + 512 + 512) * 1024UL, session.ViewUsedBytes);
            Assert.True(session.PoolUsedBytes > session.RequestedBytes);
            Assert.Equal(40UL, session.Tags.Single(tag => tag.Tag == "Uswd").Paged.Outstanding);
            ulong charged = session.Tags.Aggregate(0UL, (sum, tag) => sum + tag.Paged.BytesInUse);
            Assert.InRange(charged, session.RequestedBytes, session.PoolUsedBytes!.Value);
        }

        // What sessions have is not the system's.
        Assert.DoesNotContain("Uswd", run.InUse().Keys);
        run.UnloadAll();
        Assert.Empty(run.Computer.ReadSessions().Sessions);
    }

    [Fact]
    public void When_a_session_s_pool_is_used_up_windows_are_refused_and_the_server_goes_on()
    {
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = "Windows Server 2003",
            Architecture = "x86",
            PhysicalByteCount = 256 * Megabyte,
            PagingFiles = [new PagingFileOptions(64 * Megabyte, 64 * Megabyte)],
            Switches = new()
            {
                Registry = new Dictionary<string, ulong> { ["SessionPoolSize"] = 1 },
            },
        });
        var users = (Terminal)DriverCatalog.Create("Terminal:sessions=2,windows=5000,rate=2000/s");
        computer.Add(users);
        Assert.True(computer.Run(TimeSpan.FromSeconds(3)), computer.Stop?.ToString());
        Assert.Equal(NtStatus.InsufficientResources, users.LastRefusal);
        SessionsReport report = computer.ReadSessions();
        Assert.Equal((Megabyte, 48 * Megabyte), (report.PoolLimitBytes, report.ViewLimitBytes));
        Assert.All(report.Sessions, session => Assert.True(session.Refused > 0));
        Assert.All(report.Sessions, session => Assert.InRange(session.PoolUsedBytes!.Value, Megabyte / 2, Megabyte));
        Assert.True(computer.Unload(users, TimeSpan.FromSeconds(10)));
        Assert.Equal(0UL, users.DamagedCount);
        Assert.Empty(computer.OpenReader().Verify());
    }

    [Theory]
    [InlineData("Windows Server 2003", "x86")]
    [InlineData("Windows XP", "x86")]
    [InlineData("Windows 7", "x64")]
    public void Sessions_that_were_saved_and_loaded_go_on_as_if_they_had_not_been(string os, string architecture)
    {
        using Computer first = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = os,
            Architecture = architecture,
            PhysicalByteCount = 64 * Megabyte,
            PagingFiles = [new PagingFileOptions(16 * Megabyte, 64 * Megabyte)],
        });
        first.Add(DriverCatalog.Create("Terminal:sessions=3,windows=500,rate=300/s"));
        first.Run(TimeSpan.FromSeconds(1));
        byte[] middle = SavedComputers.Save(first);
        using Computer second = SavedComputers.Load(middle);
        Assert.Equal(middle, SavedComputers.Save(second));
        Assert.Equal(3, second.ReadSessions().Sessions.Length);
        Assert.Equal(middle, SavedComputers.Save(second));
        first.Run(TimeSpan.FromSeconds(1));
        second.Run(TimeSpan.FromSeconds(1));
        Assert.Null(first.Stop);
        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
        Assert.True(second.Unload(second.Drivers[0], TimeSpan.FromSeconds(10)));
        Assert.Equal(0UL, ((Terminal)second.Drivers[0]).DamagedCount);
        Assert.Empty(second.ReadSessions().Sessions);
    }

    [Fact]
    public void Forged_sessions_are_refused_in_one_line()
    {
        using DriverRun run = new(PagingMode.Amd64, ["Terminal:sessions=2,windows=2"], megabytes: 96);
        run.Run(1);
        var sessions = run.Computer.Services().Sessions;
        MemoryStream right = new();
        sessions.Save(new Ke.StateWriter(right));
        byte[] machine = SavedComputers.Save(run.Computer);
        SavedContent.AssertForgeriesAreRefused(
            right.ToArray(),
            [(0, 5000), (1, 2000), (2, 0), (2, 99), (2, 1UL << 40), (3, 0), (3, 99), (4, 2)],
            reader =>
            {
                using Computer other = SavedComputers.Load(machine);
                new Sessions(other.Services().Context, other.Services().Spaces).Load(reader);
            });
    }

    [Theory]
    [InlineData(5, long.MaxValue + 1UL)]
    [InlineData(2, 1UL << 29)]
    [InlineData(1, 1UL << 29)]
    public void A_session_that_has_more_than_can_be_is_refused(int placeFromEnd, ulong value)
    {
        using DriverRun run = new(PagingMode.Amd64, ["Terminal:sessions=1,windows=20"], megabytes: 96);
        run.Run(1);
        byte[] content = Forge(run.Computer.Services().Sessions, (placeFromEnd, value));
        using Computer other = SavedComputers.Load(SavedComputers.Save(run.Computer));
        ComputerException refused = Assert.Throws<ComputerException>(() => Load(other, content));
        Assert.Contains("; expected at most ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_was_saved_with_too_little_never_has_less_than_nothing()
    {
        using DriverRun run = new(PagingMode.Amd64, ["Terminal:sessions=1,windows=20"], megabytes: 96);
        run.Run(1);
        Session right = Assert.Single(run.Computer.Services().Sessions.All);
        Assert.True(right is { PoolByteCount: > 1, DesktopCount: > 1, WindowCount: > 1 });
        using Computer other = SavedComputers.Load(SavedComputers.Save(run.Computer));
        Sessions sessions = Load(other, Forge(run.Computer.Services().Sessions, (5, 1), (2, 1), (1, 1)));
        Session session = Assert.Single(sessions.All);
        Assert.Equal(NtStatus.Success, sessions.Delete(session.Id));
        Assert.Equal((0UL, 0u, 0u), (session.PoolByteCount, session.DesktopCount, session.WindowCount));
        MachineChecker.Verify(other.Parts, isDeep: true);
    }

    /// <summary>Changes words of what sessions write, counted from its end.</summary>
    private static byte[] Forge(Sessions sessions, params (int PlaceFromEnd, ulong Value)[] words)
    {
        MemoryStream stream = new();
        sessions.Save(new Ke.StateWriter(stream));
        byte[] content = stream.ToArray();
        foreach ((int place, ulong value) in words)
        {
            BitConverter.TryWriteBytes(content.AsSpan(content.Length - (place * sizeof(ulong))), value);
        }

        return content;
    }

    private static Sessions Load(Computer computer, byte[] content)
    {
        SystemServices services = computer.Services();
        Sessions sessions = new(services.Context, services.Spaces);
        sessions.Load(new Ke.StateReader(new MemoryStream(content)));
        return sessions;
    }
}

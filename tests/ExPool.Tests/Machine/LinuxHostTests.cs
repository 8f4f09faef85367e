using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;
using ExPool.Tests.Support;
using Xunit;

namespace ExPool.Tests.Machine;

/// <summary>What other processes on Linux rely on.</summary>
public sealed partial class LinuxHostTests
{
    private const int GetSeals = 1034;
    private const int SealOfSeals = 1;
    private const int SealShrink = 2;
    private const int SealGrow = 4;

    [Fact]
    public void The_tables_are_a_memory_file_that_names_the_pools_and_cannot_change_its_size()
    {
        RequireLinux();
        HostMachine machine = HostMachine.Create(new HostMachineOptions { Name = "sealed-test" });
        Assert.Equal(NtStatus.Success, machine.ReservePages(SystemVaType.BootLoaded, 256, out nuint address));
        string path = Assert.Single(Descriptors("/memfd:expool:sealed-test"));
        using (FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            Assert.Equal(256 * 4096, file.Length);
            int seals = Control((int)file.SafeFileHandle.DangerousGetHandle(), GetSeals);
            Assert.Equal(SealOfSeals | SealShrink | SealGrow, seals & (SealOfSeals | SealShrink | SealGrow));
        }

        machine.ReleasePages(address, 256);
        Assert.Empty(Descriptors("/memfd:expool:sealed-test"));
    }

    [Fact]
    public void Nobody_else_can_write_to_the_tables()
    {
        RequireLinux();
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            HostMachine.Create(new HostMachineOptions { Name = "write-test" }));
        using FileStream file = new(
            Assert.Single(Descriptors("/memfd:expool:write-test")), FileMode.Open, FileAccess.ReadWrite,
            FileShare.ReadWrite, bufferSize: 0);
        Assert.ThrowsAny<Exception>(() => file.Write([1, 2, 3, 4]));
        pools.Free(pools.Allocate(PoolFlags.Paged, 100, "Good"), "Good");
    }

    [Fact]
    public void A_reader_of_the_memory_file_sees_what_the_pools_write()
    {
        RequireLinux();
        HostMachine machine = HostMachine.Create(new HostMachineOptions { Name = "shared-test" });
        Assert.Equal(NtStatus.Success, machine.ReservePages(SystemVaType.BootLoaded, 256, out nuint address));
        Assert.Equal(NtStatus.Success, machine.CommitPages(address, 16));
        using FileStream file = new(
            Assert.Single(Descriptors("/memfd:expool:shared-test")),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite);
        machine.At<ulong>(address + 4096) = 0x4142_4344_4546_4748;
        byte[] bytes = new byte[8];
        file.Position = 4096;
        file.ReadExactly(bytes);
        Assert.Equal(0x4142_4344_4546_4748ul, BitConverter.ToUInt64(bytes));
        machine.ReleasePages(address, 256);
    }

    [Fact]
    public void A_disposed_executive_leaves_no_file_and_no_mapping()
    {
        RequireLinux();
        Executive<HostMachine> pools = Executive<HostMachine>.Boot(
            HostMachine.Create(new HostMachineOptions { Name = "gone-test" }));
        _ = pools.Allocate(PoolFlags.Paged, 100, "Gone");
        Assert.NotEmpty(Descriptors("gone-test"));
        Assert.Contains(
            File.ReadLines("/proc/self/maps"), line => line.Contains("gone-test", StringComparison.Ordinal));
        pools.Dispose();
        Assert.Empty(Descriptors("gone-test"));
        Assert.DoesNotContain(
            File.ReadLines("/proc/self/maps"), line => line.Contains("gone-test", StringComparison.Ordinal));
    }

    [Fact]
    public void A_disposed_executive_refuses_every_call()
    {
        Executive<HostMachine> pools = TestMachines.Boot();
        nuint address = pools.Allocate(PoolFlags.NonPaged, 100, "Gone");
        pools.Dispose();
        pools.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pools.Allocate(PoolFlags.NonPaged, 100, "Gone"));
        Assert.Throws<ObjectDisposedException>(() => pools.Free(address, "Gone"));
        Assert.Throws<ObjectDisposedException>(() => pools.Capture());
        Assert.Throws<ObjectDisposedException>(() => pools.OpenReader());
    }

    [Fact]
    public void What_is_reported_as_locked_is_what_the_system_locked()
    {
        RequireLinux();
        (ulong reported, ulong locked, _) = LockedBytes();
        Assert.Equal(locked, reported);
    }

    [Fact]
    public void Without_the_right_to_lock_the_pools_work_and_report_what_was_granted()
    {
        RequireLinux();
        string? setpriv = Find("setpriv");
        string? prlimit = Find("prlimit");
        Assert.SkipUnless(
            setpriv is not null && prlimit is not null, "setpriv and prlimit are not installed.");
        (ulong reported, ulong locked, ulong committed) = LockedBytes(
            prlimit, "--memlock=1048576:1048576",
            setpriv, "--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock");
        Assert.Equal(locked, reported);
        Assert.InRange(reported, 0ul, 1ul << 20);
        Assert.True(committed > 1 << 20);
    }

    [Theory]
    [InlineData("fail-fast", "STOP 0x000000C2 (0x7,", "tag 'Dead'")]
    [InlineData("fail-fast-on-damage", "STOP 0x00000019 (0x20,", "tag 'Over'")]
    public void A_process_that_chose_so_is_ended_by_a_stop_and_says_why(string role, string stop, string tag)
    {
        (int exitCode, _, string error) = ChildProcess.Run(role);
        Assert.Contains(stop, error, StringComparison.Ordinal);
        Assert.Contains(tag, error, StringComparison.Ordinal);
        Assert.NotEqual(ChildRoles.StillAlive, exitCode);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(134, exitCode); // 128 + SIGABRT
        }
    }

    private static (ulong Reported, ulong Locked, ulong Committed) LockedBytes(params string[] prefix)
    {
        (int exitCode, string output, string error) = ChildProcess.Run("locked-bytes", prefix);
        Assert.True(exitCode == 0, $"The child ended with {exitCode}: {output}{error}");
        ulong[] numbers = [.. output.Split(' ').Select(ulong.Parse)];
        return (numbers[0], numbers[1], numbers[2]);
    }

    /// <summary>This process's open files whose name holds a text, as paths to open.</summary>
    private static string[] Descriptors(string text) =>
    [
        .. Directory.GetFiles("/proc/self/fd").Where(
            path => NameOf(path).Contains(text, StringComparison.Ordinal)),
    ];

    private static string NameOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName ?? string.Empty;
        }
        catch (IOException)
        {
            return string.Empty; // Another test closed it meanwhile.
        }
    }

    private static string? Find(string program) =>
        new[] { "/usr/bin", "/bin", "/usr/sbin", "/sbin" }
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static void RequireLinux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This is about Linux's memory files.");

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int file, int command);
}

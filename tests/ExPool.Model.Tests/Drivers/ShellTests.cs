using System;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>A user sees what is refused, and that all works again afterwards with nothing lost.</summary>
public sealed class ShellTests
{
    private const string Text = "Insufficient system resources exist to complete the requested service. (error 1450)";

    [EveryMode]
    [Theory]
    public void On_a_healthy_machine_the_user_sees_nothing(PagingMode mode)
    {
        using DriverRun run = new(mode, ["Shell"]);
        run.Run(20);
        Shell shell = (Shell)run.Drivers[0];
        Assert.Equal(20ul, shell.StartedCount);
        Assert.True(shell.Works);
        Assert.Empty(run.Log);
        Assert.Empty(run.Computer.ReadEvents().Entries);
        Assert.True(run.Computer.Unload(shell, TimeSpan.FromSeconds(2)));
        AssertNothingIsLeft(run, shell);
    }

    [Theory]
    [InlineData(PagingMode.X86, "nonpaged")]
    [InlineData(PagingMode.X86, "paged")]
    [InlineData(PagingMode.Amd64, "paged")]
    public void When_a_pool_is_empty_the_user_sees_why_and_after_the_leak_is_freed_all_works_again(
        PagingMode mode, string pool)
    {
        using DriverRun run = new(
            mode,
            [$"Leaker:pool={pool},rate=100MB/s,block=64KB", $"Leaker:pool={pool},block=64B,again=yes", "Shell"],
            pagedMegabytes: 24);
        run.Run(30);
        Shell shell = (Shell)run.Drivers[2];
        Assert.False(shell.Works);
        Assert.Contains($@"shell: C:\>notepad.exe: {Text}", run.Log);
        Assert.Contains($@"shell: C:\>dir: {Text}", run.Log);
        Assert.DoesNotContain(run.Log, line => line.Contains("reg add", StringComparison.Ordinal));

        // Who has a hive writes into it where it has room; who comes now gets none.
        Driver late = DriverCatalog.Create("Shell");
        run.Computer.Add(late);
        run.Run(2);
        Assert.Equal(pool == "paged", run.Log.Contains($@"shell: C:\>reg add HKCU\Software\Turns: {Text}"));
        Assert.True(run.Computer.Unload(late, TimeSpan.FromSeconds(2)));

        Assert.True(run.Computer.Unload(run.Drivers[0], TimeSpan.FromSeconds(10)));
        Assert.True(run.Computer.Unload(run.Drivers[1], TimeSpan.FromSeconds(10)));
        run.Run(2);
        Assert.True(shell.Works);
        Assert.Contains(
            run.Log, line => line.StartsWith(@"shell: C:\>notepad.exe works again", StringComparison.Ordinal));
        (ulong started, ulong refused) = (shell.StartedCount, shell.RefusedCount);
        run.Run(10);
        Assert.Equal(started + 10, shell.StartedCount);
        Assert.Equal(refused, shell.RefusedCount);
        Assert.True(run.Computer.Unload(shell, TimeSpan.FromSeconds(2)));
        AssertNothingIsLeft(run, shell);
    }

    [Fact]
    public void When_no_more_may_be_promised_the_user_sees_that_the_paging_file_is_too_small_and_a_box()
    {
        using DriverRun run = new(PagingMode.Amd64, ["Leaker:pool=paged,rate=100MB/s,block=16KB,again=yes", "Shell"]);
        run.Run(20);
        Assert.Contains(
            run.Log,
            line => line.StartsWith(@"shell: C:\>notepad.exe: The paging file is too small", StringComparison.Ordinal));
        Assert.True(run.Computer.Unload(run.Drivers[0], TimeSpan.FromSeconds(10)));
        run.Run(20);
        Assert.True(((Shell)run.Drivers[1]).Works);
    }

    [Theory]
    [InlineData("Server:rate=300/s")]
    [InlineData("Shell:every=100ms,runs=1s")]
    public void A_saved_and_loaded_machine_goes_on_the_same(string program)
    {
        string[] drivers = [program, "Leaker:rate=30MB/s,block=64KB,for=6s", "Leaker:block=64B,again=yes,for=6s"];
        using DriverRun run = new(PagingMode.X86, drivers);
        run.Computer.Run(TimeSpan.FromSeconds(3.3));
        Computer first = run.Computer;
        using Computer second = SavedComputers.Load(SavedComputers.Save(first));
        first.Run(TimeSpan.FromSeconds(7));
        second.Run(TimeSpan.FromSeconds(7));
        Assert.Null(first.Stop);
        Assert.Equal(first.ReadEvents().Entries, second.ReadEvents().Entries);
        Assert.Equal(first.ReadConditions(), second.ReadConditions());
        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
    }

    // Objects have types and numbers, which stay.
    private static void AssertNothingIsLeft(DriverRun run, Shell shell)
    {
        Assert.Equal(0ul, shell.DamagedCount);
        foreach (string tag in (string[])["Proc", "Thre", "Toke", "File", "Irp ", "NtfD", "Sect", "Leak"])
        {
            Assert.DoesNotContain(tag, run.InUse().Keys);
        }

        run.Computer.AssertPoolsAreSound();
    }
}

using System;
using System.IO;
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
        run.UnloadAll();
        Assert.Equal(0ul, shell.DamagedCount);
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
        Assert.Equal(pool == "paged", run.Log.Contains($@"shell: C:\>reg add HKCU\Software\Turns: {Text}"));

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
        Assert.Equal(0ul, shell.DamagedCount);
        Assert.DoesNotContain(run.InUse().Keys, tag => !run.TagsAtBoot.ContainsKey(tag));
        run.AssertSound();
    }

    [Fact]
    public void A_program_that_is_refused_leaves_nothing_wherever_memory_ends()
    {
        using Computer computer = TestComputers.Boot(PagingMode.Pae);
        bool wasCreated = false;
        bool wasNot = false;
        nuint process = 0;
        for (int left = 0; process == 0; left += 64)
        {
            using PoolFiller filler = new(computer.Kernel, left);
            var before = computer.Capture();
            ulong entries = computer.ReadMemory().FreeSystemPtes;
            process = ShellProgram.Start(computer.Kernel, 1, 1, out bool created);
            wasCreated |= process == 0 && created;
            wasNot |= process == 0 && !created;
            if (process == 0)
            {
                Assert.Equal(before.NonPaged.ChargedBytes, computer.Capture().NonPaged.ChargedBytes);
                Assert.Equal(before.Paged.ChargedBytes, computer.Capture().Paged.ChargedBytes);
                Assert.Equal(entries, computer.ReadMemory().FreeSystemPtes);
            }
        }

        Assert.True(wasCreated && wasNot);
        Assert.True(ShellProgram.End(computer.Kernel, process));
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
        using Computer second =
            Computer.Load(new MemoryStream(SavedComputers.Save(first)), DriverCatalog.MakeKinds());
        first.Run(TimeSpan.FromSeconds(7));
        second.Run(TimeSpan.FromSeconds(7));
        Assert.Null(first.Stop);
        Assert.Equal(first.ReadEvents().Entries, second.ReadEvents().Entries);
        Assert.Equal(first.ReadConditions(), second.ReadConditions());
        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
    }
}

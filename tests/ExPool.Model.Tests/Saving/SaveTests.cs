using System;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Model.Tests.Saving;

/// <summary>A machine that was saved and loaded is the machine that was never stopped, to the last bit.</summary>
public sealed class SaveTests
{
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(5);

    public static TheoryData<PagingMode, ulong> Seeds()
    {
        TheoryData<PagingMode, ulong> data = [];
        int count = Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1" ? 100 : 4;
        foreach (PagingMode mode in Enum.GetValues<PagingMode>())
        {
            for (ulong seed = 1; seed <= (ulong)count; seed++)
            {
                data.Add(mode, seed);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_machine_that_was_saved_and_loaded_ends_as_one_that_never_stopped(PagingMode mode, ulong seed)
    {
        using Computer first = SavedComputers.BootBusy(mode, seed);
        Random random = new((int)seed);
        SavedComputers.RunUntil(first, s_end * random.NextDouble());
        first.Kernel.QueueDpc(seed);
        byte[] middle = SavedComputers.Save(first);
        using Computer second = SavedComputers.Load(middle);
        Assert.Equal(middle, SavedComputers.Save(second));
        SavedComputers.RunUntil(first, s_end);
        SavedComputers.RunUntil(second, s_end);
        Assert.Null(first.Stop);
        AssertSame(first, second);
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void Pages_out_and_to_be_written_and_what_waits_are_saved_with_it(PagingMode mode)
    {
        using Computer first = SavedComputers.BootBusy(mode, seed: 3);
        MemoryManager memory = first.Parts.Memory;
        byte[]? before = null;
        while (first.Now < s_end)
        {
            GoOn(first);
            byte[] after = SavedComputers.Save(first);
            Assert.True(memory.Lists.Modified.Count != 0, "No page waits to be written.");
            Assert.True(memory.Lists.StandbyCount != 0, "No page stands by.");
            Assert.NotEmpty(first.Parts.Dispatcher.Events);
            Assert.NotEmpty(first.Parts.Dispatcher.Waiting(first.Kernel.CurrentProcessor));
            if (before is not null)
            {
                using Computer second = SavedComputers.Load(before);
                GoOn(second);
                Assert.Equal(after, SavedComputers.Save(second));
            }

            before = after;
        }

        Assert.True(memory.Counters.PagesRead > 0, "No page came back.");
        Assert.True(memory.Files.UsablePageCount > (6 << 20 >> 12), "No paging file grew.");
        Assert.True(((MixedDriver)first.Drivers[0]).InterruptCount > 0, "No interrupt came.");

        static void GoOn(Computer computer)
        {
            computer.Run(TimeSpan.FromMilliseconds(701));
            computer.Parts.Memory.WorkingSet.Trim(100);
            computer.Kernel.QueueDpc(context: 2);
            computer.Kernel.SetTimer(TimeSpan.FromSeconds(1), context: 4);
        }
    }

    [Fact]
    public void A_pager_that_moves_pages_goes_on_as_it_would_have()
    {
        using Computer first = SavedComputers.BootBusy(PagingMode.Amd64, seed: 2, isPagerHostile: true);
        first.Run(TimeSpan.FromMilliseconds(200));
        using Computer second = SavedComputers.Load(SavedComputers.Save(first));
        first.Run(TimeSpan.FromMilliseconds(200));
        second.Run(TimeSpan.FromMilliseconds(200));
        AssertSame(first, second);
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    [InlineData(PagingMode.Amd64)]
    public void What_processors_remember_of_page_tables_changes_nothing(PagingMode mode)
    {
        using Computer first = SavedComputers.BootBusy(mode, seed: 7);
        using Computer second = SavedComputers.BootBusy(mode, seed: 7);
        while (first.Now < s_end)
        {
            first.Run(TimeSpan.FromMilliseconds(5));
            second.Run(TimeSpan.FromMilliseconds(5));
            second.Parts.Processors.FlushAll();
        }

        Assert.True(second.Parts.Core.MissCount > first.Parts.Core.MissCount);
        AssertSame(first, second);
    }

    [Fact]
    public void A_machine_that_stopped_is_stopped_when_it_is_loaded()
    {
        using Computer first = SavedComputers.BootBusy(PagingMode.Amd64, seed: 1);
        first.Run(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsAny<Exception>(() => first.Kernel.Read<uint>(0x1000));
        Assert.NotNull(first.Stop);
        using Computer second = SavedComputers.Load(SavedComputers.Save(first));
        Assert.Equal(first.Stop, second.Stop);
        Assert.False(second.Run(TimeSpan.FromSeconds(1)));
        AssertSame(first, second);
    }

    [Fact]
    public void A_machine_that_runs_is_not_saved()
    {
        using Computer computer = SavedComputers.BootBusy(PagingMode.Amd64, seed: 1);
        ComputerException? refused = null;
        computer.OnSecond = () => refused = Assert.Throws<ComputerException>(() => SavedComputers.Save(computer));
        computer.Run(TimeSpan.FromSeconds(1.5));
        Assert.NotNull(refused);
        Assert.NotEmpty(SavedComputers.Save(computer));
    }

    private static void AssertSame(Computer first, Computer second)
    {
        // Bytes before anything looks at the pools: that pages them in.
        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
        PoolSnapshot left = first.Capture();
        PoolSnapshot right = second.Capture();
        foreach (PoolKind kind in (ReadOnlySpan<PoolKind>)[PoolKind.NonPaged, PoolKind.Paged])
        {
            Assert.Equal(left[kind] with { Descriptors = [] }, right[kind] with { Descriptors = [] });
            Assert.Equal(left[kind].Descriptors.AsEnumerable(), right[kind].Descriptors);
        }

        Assert.Equal(left.Tags.AsEnumerable(), right.Tags);
        Assert.Empty(second.OpenReader().Verify());
    }
}

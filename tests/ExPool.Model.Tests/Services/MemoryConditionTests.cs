using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Profiles;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Services;

/// <summary>The events of \KernelObjects are set while their condition holds, and say since when.</summary>
public sealed class MemoryConditionTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData("Windows 2000", "x86", 0)]
    [InlineData("Windows XP", "x86", 2)]
    [InlineData("Windows Server 2003", "x86", 6)]
    [InlineData("Windows Vista", "x86", 9)]
    [InlineData("Windows 10", "x64", 9)]
    public void A_release_has_the_conditions_that_its_documents_name(string release, string architecture, int count)
    {
        using Computer computer = Computer.Boot(
            new ComputerOptions { OperatingSystem = release, Architecture = architecture });
        Assert.Equal(count, computer.ReadConditions().Count);
        Assert.Equal(computer.ReadConditions(), computer.ReadMemory().Conditions);
    }

    [Fact]
    public void The_thresholds_are_those_of_the_limits()
    {
        ComputerOptions options = new() { OperatingSystem = "Windows Server 2003", Architecture = "x86" };
        using Computer computer = Computer.Boot(options);
        WindowsProfile profile = WindowsProfile.Find(options.OperatingSystem, options.Architecture);
        MemoryThresholds limits =
            MachineLimits.Compute(profile, options.PhysicalByteCount, options.Switches).Thresholds;
        Assert.Equal(limits.LowMemory, Find(computer, "LowMemoryCondition").ThresholdByteCount);
        Assert.Equal(limits.HighMemory, Find(computer, "HighMemoryCondition").ThresholdByteCount);
        Assert.Equal(limits.LowPagedPool, Find(computer, "LowPagedPoolCondition").ThresholdByteCount);
        Assert.Equal(limits.HighPagedPool, Find(computer, "HighPagedPoolCondition").ThresholdByteCount);
        Assert.Equal(limits.LowNonPagedPool, Find(computer, "LowNonPagedPoolCondition").ThresholdByteCount);
        Assert.Equal(limits.HighNonPagedPool, Find(computer, "HighNonPagedPoolCondition").ThresholdByteCount);
    }

    [EveryMode]
    [Theory]
    public void Nonpaged_pool_is_low_while_little_of_it_is_left_and_the_times_are_kept(PagingMode mode)
    {
        using Computer computer = TestComputers.Boot(mode);
        List<(TimeSpan Time, string Name, bool IsSet)> heard = [];
        computer.OnCondition = change => heard.Add((computer.Now, change.Name, change.IsSet));
        Assert.True(Find(computer, "HighNonPagedPoolCondition").IsSet);
        Assert.Equal(TimeSpan.Zero, Find(computer, "HighNonPagedPoolCondition").SetAt);

        // 16 MB at most: low below a third, high above half.
        nuint block = computer.Kernel.Allocate(PoolFlags.NonPaged, 9 * (nuint)Megabyte, "Many");
        computer.Run(TimeSpan.FromSeconds(1.5));
        Assert.False(Find(computer, "HighNonPagedPoolCondition").IsSet);
        Assert.False(Find(computer, "LowNonPagedPoolCondition").IsSet);
        nuint more = computer.Kernel.Allocate(PoolFlags.NonPaged, 3 * (nuint)Megabyte, "Many");
        computer.Run(TimeSpan.FromSeconds(1));
        MemoryCondition low = Find(computer, "LowNonPagedPoolCondition");
        Assert.True(low.IsSet);
        Assert.Null(low.ResetAt);
        computer.Kernel.Free(block, "Many");
        computer.Kernel.Free(more, "Many");
        computer.Run(TimeSpan.FromSeconds(1));
        MemoryCondition after = Find(computer, "LowNonPagedPoolCondition");
        Assert.False(after.IsSet);
        Assert.Equal(low.SetAt, after.SetAt);
        Assert.Equal(
            [
                ("HighNonPagedPoolCondition", false), ("LowNonPagedPoolCondition", true),
                ("LowNonPagedPoolCondition", false), ("HighNonPagedPoolCondition", true),
            ],
            heard.Where(change => change.Name.Contains("NonPaged")).Select(change => (change.Name, change.IsSet)));
        Assert.Contains((after.SetAt!.Value, "LowNonPagedPoolCondition", true), heard);
        Assert.Contains((after.ResetAt!.Value, "LowNonPagedPoolCondition", false), heard);
    }

    [Fact]
    public void Memory_and_commit_are_low_when_most_of_it_is_taken()
    {
        // 15 MB of 64 MB RAM with 64 MB of paging file that is half grown: 96 MB may be promised at once.
        using Computer computer = TestComputers.Boot(PagingMode.Amd64, pagingFile: 64 * Megabyte);
        Assert.Equal(
            ["HighMemoryCondition", "HighPagedPoolCondition", "HighNonPagedPoolCondition", "LowCommitCondition"],
            computer.ReadConditions().Where(condition => condition.IsSet).Select(condition => condition.Name));
        nuint block = computer.Kernel.Allocate(PoolFlags.Paged, 82 * (nuint)Megabyte, "Many");
        Assert.NotEqual((nuint)0, block);
        computer.Run(TimeSpan.FromSeconds(1.5));
        Assert.True(Find(computer, "HighCommitCondition").IsSet);
        Assert.False(Find(computer, "LowCommitCondition").IsSet);
        Assert.False(Find(computer, "MaximumCommitCondition").IsSet);
        nuint rest = computer.Kernel.Allocate(PoolFlags.Paged, 32 * (nuint)Megabyte, "Many");
        Assert.NotEqual((nuint)0, rest);
        computer.Run(TimeSpan.FromSeconds(1));
        Assert.True(Find(computer, "MaximumCommitCondition").IsSet);
    }

    [Fact]
    public void Conditions_are_saved_and_go_on()
    {
        using Computer first = TestComputers.Boot(PagingMode.Pae);
        nuint block = first.Kernel.Allocate(PoolFlags.NonPaged, 12 * (nuint)Megabyte, "Many");
        first.Run(TimeSpan.FromSeconds(1.5));
        using Computer second = SavedComputers.Load(SavedComputers.Save(first));
        Assert.Equal(first.ReadConditions(), second.ReadConditions());
        List<string> heard = [];
        second.OnCondition = change => heard.Add(change.Name);
        first.Kernel.Free(block, "Many");
        second.Kernel.Free(block, "Many");
        first.Run(TimeSpan.FromSeconds(1));
        second.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(["LowNonPagedPoolCondition", "HighNonPagedPoolCondition"], heard);
        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
    }

    [Theory]
    [InlineData(true, 0, null, null)]
    [InlineData(true, 1, null, null)]
    [InlineData(true, 1, 5UL, 3UL)]
    [InlineData(true, 2, 5UL, 6UL)]
    [InlineData(true, 2, 5UL, null)]
    [InlineData(false, 1, 5UL, 3UL)]
    [InlineData(false, 1, 5UL, null)]
    [InlineData(false, 0, null, 3UL)]
    [InlineData(true, 1, ulong.MaxValue, null)]
    public void Times_that_cannot_be_are_refused(bool isSet, ulong count, ulong? setAt, ulong? resetAt)
    {
        using Computer computer = TestComputers.Boot(PagingMode.Amd64);
        computer.Run(TimeSpan.FromSeconds(1));
        MemoryStream stream = new();
        StateWriter writer = new(stream);
        writer.Write(9UL);
        for (int index = 0; index < 9; index++)
        {
            writer.Write(isSet);
            writer.Write(1UL);
            writer.Write(count);
            writer.WriteOptional(setAt);
            writer.WriteOptional(resetAt);
        }

        stream.Position = 0;
        MemoryConditions conditions = computer.Services().Conditions;
        ComputerException refused = Assert.Throws<ComputerException>(() => conditions.Load(new StateReader(stream)));
        Assert.Contains("expected", refused.Message);
    }

    private static MemoryCondition Find(Computer computer, string name) =>
        computer.ReadConditions().Single(condition => condition.Name == name);
}

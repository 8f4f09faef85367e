using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ps;

/// <summary>Programs that make things until they are refused say what ended them, and leave the machine as it
/// was.</summary>
public sealed class HogTests
{
    private const ulong Megabyte = 1 << 20;

    public static TheoryData<PagingMode, string, Scarcity> EveryHog() => new()
    {
        { PagingMode.X86, "ProcessHog", Scarcity.ResidentPages },
        { PagingMode.Pae, "ProcessHog", Scarcity.ResidentPages },
        { PagingMode.Amd64, "ProcessHog", Scarcity.ResidentPages },
        { PagingMode.X86, "ThreadHog", Scarcity.UserAddresses },
        { PagingMode.Pae, "ThreadHog:stack=16MB", Scarcity.UserAddresses },
        { PagingMode.Amd64, "ThreadHog:stack=64KB", Scarcity.ResidentPages },
        { PagingMode.X86, "ThreadHog:in=many,each=100,stack=64KB", Scarcity.ResidentPages },
        { PagingMode.X86, "HandleHog", Scarcity.PagedPool },
        { PagingMode.Pae, "HandleHog:in=many,each=10000", Scarcity.PagedPool },
        { PagingMode.Amd64, "HandleHog:to=event", Scarcity.NonPagedPool },
        { PagingMode.Pae, "HandleHog:to=mutant", Scarcity.NonPagedPool },
        { PagingMode.X86, "HandleHog:to=semaphore", Scarcity.NonPagedPool },
        { PagingMode.Amd64, "HandleHog:to=section", Scarcity.PagedPool },
        { PagingMode.Amd64, "FileHog", Scarcity.NonPagedPool },
    };

    [Theory]
    [MemberData(nameof(EveryHog))]
    public void A_hog_makes_things_until_a_resource_ends_and_names_it_and_frees_all_when_it_stops(
        PagingMode mode, string hog, Scarcity reason)
    {
        using HogRun run = new(mode, hog, "Windows");
        run.RunUntilRefused();
        Assert.Equal(reason, run.Reading.Reason);
        Assert.NotEqual(NtStatus.Success, run.Reading.Refusal);
        Assert.True(run.Reading.HeldCount > 50, $"There are {run.Reading.HeldCount}.");
        (ulong held, ulong refused) = (run.Reading.HeldCount, run.Reading.RefusedCount);

        // It goes on trying, and so does the machine.
        Assert.True(run.Computer.Run(TimeSpan.FromSeconds(5)));
        Assert.True(run.Reading.RefusedCount > refused, "It does not try again.");
        Assert.InRange(run.Reading.HeldCount, held, held + (held / 10));
        run.Unload(run.Hog);
        Assert.Equal(0UL, run.Reading.HeldCount);

        // Everything works again: the same program comes as far as before.
        Driver again = DriverCatalog.Create(hog);
        run.Computer.Add(again);
        run.RunUntilRefused(again);
        Assert.InRange(run.Computer.ReadCapacity(again)!.HeldCount, held - (held / 10), held + (held / 10));
        run.Unload(again);
        run.Unload(run.Others[0]);
        run.AssertAsBefore();
    }

    [Theory]
    [EveryMode]
    public void A_hog_of_a_user_with_a_small_quota_is_refused_while_the_machine_has_plenty(PagingMode mode)
    {
        Dictionary<string, ulong> registry = new() { ["NonPagedPoolQuota"] = 1 };
        using HogRun run = new(mode, "HandleHog:to=event", "Windows", registry: registry);
        run.RunUntilRefused();
        Assert.Equal((NtStatus.QuotaExceeded, Scarcity.Quota), (run.Reading.Refusal, run.Reading.Reason));
        ulong each = mode == PagingMode.Amd64 ? 72u : 40u;
        Assert.Equal(Megabyte / each, run.Reading.HeldCount);
        run.Unload(run.Hog);
        run.Unload(run.Others[0]);
        run.AssertAsBefore();
    }

    [Theory]
    [InlineData(PagingMode.X86, "XP", "x86", 13)]
    [InlineData(PagingMode.Pae, "Windows 7", "x86", 23)]
    [InlineData(PagingMode.Amd64, "Server 2012", "x64", 25)]
    public void Windows_comes_up_with_its_processes_and_goes_without_a_trace(
        PagingMode mode, string os, string architecture, int processCount)
    {
        using HogRun run = new(mode, "FileHog:most=1", "Windows", os: os, architecture: architecture, megabytes: 256);
        run.Unload(run.Hog);
        Assert.Equal(0UL, ((Windows)run.Others[0]).RefusedCount);
        IReadOnlyList<ProcessReport> processes = run.Computer.ReadProcesses();
        Assert.Equal(processCount, processes.Count);
        ProcessReport system = processes[^1];
        Assert.Equal(("System", 0u, 4u), (system.Image, system.ParentId, system.Id));
        Assert.All(processes.SkipLast(1), process => Assert.Equal(4u, process.ParentId));
        Assert.All(processes, process => Assert.True(process.HandleCount >= process.ThreadCount, process.Image));
        Dictionary<string, ObjectTypeReport> types = run.Computer.ReadObjectTypes().ToDictionary(type => type.Name);
        Assert.Equal((ulong)processes.Count, types["Process"].ObjectCount);
        Assert.Equal((ulong)processes.Sum(process => process.ThreadCount), types["Thread"].ObjectCount);
        Assert.Equal(
            (ulong)processes.Sum(process => process.HandleCount),
            (ulong)types.Values.Sum(type => (long)type.HandleCount));
        run.Unload(run.Others[0]);
        run.AssertAsBefore();
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ob;
using ExPool.Model.Ps;
using ExPool.Model.Tests.Ob;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ps;

/// <summary>Processes and threads cost what NT's do, are made wholly or not at all, and give all back.</summary>
public sealed class ProcessTests
{
    /// <summary>What a process with a thread can want for, and what it is answered then.</summary>
    public enum Want
    {
        NonPagedPool,
        PagedPool,
        SystemPtes,
        Commit,
        Frames,
        Quota,
    }

    [Theory]
    [EveryMode]
    public void A_process_with_threads_has_its_blocks_stacks_and_pages_and_gives_all_back(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        ulong ptes = room.Memory.SystemPtes.Range.UsedCount;
        Assert.Equal(NtStatus.Success, room.Processes.Create(new ProcessRequest("smss.exe"), out nuint process));
        Assert.Equal(NtStatus.Success, room.Processes.Threads.Create(new ThreadRequest(process), out nuint first));
        Assert.Equal(NtStatus.Success, room.Processes.Threads.Create(new ThreadRequest(process), out nuint second));
        ProcessBody body = room.Processes.At(process);
        Assert.Equal(("smss.exe", 2u), (body.Image, body.ThreadCount));
        Assert.Equal((process, second), (room.Processes.Find(body.Id), room.Processes.Find(At(second).Id)));
        Assert.Equal(2u * (mode == PagingMode.Amd64 ? 7u : 4u), room.Memory.SystemPtes.Range.UsedCount - ptes);
        Assert.Equal([second, first], room.Objects.Objects(ObjectKind.Thread));
        string[] tags = ["Proc nonpaged", "Thre nonpaged", "Toke paged", "Sect paged", "Obtb paged", "VadS nonpaged"];
        Assert.Superset(tags.ToHashSet(), room.InUse().Keys.ToHashSet());
        room.Processes.Threads.Exit(first);
        Assert.Equal((1u, 0u), (body.ThreadCount, room.Processes.Find(4 * 99)));
        room.Processes.Exit(process);
        room.AssertNothingIsLeft();

        ThreadBody At(nuint thread) => room.Processes.Threads.At(thread);
    }

    [Theory]
    [EveryMode]
    public void A_process_that_exited_stays_while_somebody_has_a_handle_to_it(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        Assert.Equal(NtStatus.Success, room.Processes.Create(new ProcessRequest("parent.exe"), out nuint parent));
        Assert.Equal(
            NtStatus.Success,
            room.Processes.Create(new ProcessRequest("child.exe") { Parent = parent }, out nuint child));
        nuint table = room.Processes.At(parent).HandleTable;
        Assert.Equal(NtStatus.Success, room.Objects.Handles.Open(table, child, out uint handle));
        uint id = room.Processes.At(child).Id;
        room.Processes.Exit(child);
        room.Processes.Exit(child);
        Assert.True(room.Processes.At(child).HasExited);
        Assert.Equal((child, 0u), (room.Processes.Find(id), room.Processes.At(child).Space));
        Assert.Equal(
            NtStatus.ProcessIsTerminating, room.Processes.Threads.Create(new ThreadRequest(child), out _));
        Assert.Equal(NtStatus.Success, room.Objects.Handles.Close(table, handle));
        Assert.Equal((nuint)0, room.Processes.Find(id));
        room.Processes.Exit(parent);
        room.AssertNothingIsLeft();
    }

    [Theory]
    [EveryMode]
    public void Who_has_the_number_of_one_that_is_gone_does_not_end_its_children(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        nuint first = Make(room, parent: 0);
        nuint orphan = Make(room, first);
        uint id = room.Processes.At(first).Id;
        room.Processes.Exit(first);
        List<nuint> others = [Make(room, parent: 0)];
        while (room.Processes.At(others[^1]).Id != id)
        {
            others.Add(Make(room, parent: 0));
        }

        nuint child = Make(room, others[^1]);
        nuint watcher = Make(room, others[^1]);
        Assert.Equal(
            NtStatus.Success, room.Objects.Handles.Open(room.Processes.At(watcher).HandleTable, child, out _));
        room.Processes.ExitChildren(others[^1]);
        Assert.Equal([.. Enumerable.Reverse(others), orphan], room.Objects.Objects(ObjectKind.Process));
        Assert.All([.. others, orphan], process => Assert.False(room.Processes.At(process).HasExited));
        others.ForEach(room.Processes.Exit);
        room.Processes.Exit(orphan);
        room.AssertNothingIsLeft();
    }

    [Theory]
    [EveryMode]
    public void Threads_that_come_and_go_use_the_same_addresses_again(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        Assert.Equal(NtStatus.Success, room.Processes.Create(new ProcessRequest("server.exe"), out nuint process));
        ulong reserved = 0;
        for (int round = 0; round < 40; round++)
        {
            List<nuint> threads = [];
            for (int count = 0; count < 20; count++)
            {
                Assert.Equal(
                    NtStatus.Success, room.Processes.Threads.Create(new ThreadRequest(process), out nuint thread));
                threads.Add(thread);
            }

            Assert.Equal(20, threads.Select(thread => room.Processes.Threads.At(thread).Teb).Distinct().Count());
            ulong now = room.Kernel.Services.Spaces.All.Single().VirtualByteCount;
            reserved = round == 0 ? now : reserved;
            Assert.Equal(reserved, now);
            threads.ForEach(room.Processes.Threads.Exit);
        }

        room.Processes.Exit(process);
        room.AssertNothingIsLeft();
    }

    [Theory]
    [EveryMode]
    public void A_process_has_threads_until_its_addresses_or_the_machine_end_and_goes_on_when_some_exit(PagingMode mode)
    {
        using ObjectRoom room = new(mode, megabytes: 64);
        Assert.Equal(NtStatus.Success, room.Processes.Create(new ProcessRequest("many.exe"), out nuint process));
        ThreadRequest request = new(process) { StackByteCount = mode == PagingMode.Amd64 ? 1u << 20 : 64 << 20 };
        List<nuint> threads = [];
        NtStatus status;
        while ((status = room.Processes.Threads.Create(request, out nuint thread)) == NtStatus.Success)
        {
            threads.Add(thread);
        }

        Assert.Equal(mode == PagingMode.Amd64 ? NtStatus.CommitmentLimit : NtStatus.NoMemory, status);
        Assert.Equal(status, room.Processes.Threads.Create(request, out _));
        Assert.True(threads.Count > 20, $"There are {threads.Count} threads.");
        room.Processes.Threads.Exit(threads[7]);
        Assert.Equal(NtStatus.Success, room.Processes.Threads.Create(request, out _));
        room.Processes.Exit(process);
        room.AssertNothingIsLeft();
    }

    public static TheoryData<PagingMode, Want> EveryWant()
    {
        TheoryData<PagingMode, Want> rows = [];
        foreach (Want want in Enum.GetValues<Want>())
        {
            rows.Add(PagingMode.X86, want);
            rows.Add(PagingMode.Pae, want);
            rows.Add(PagingMode.Amd64, want);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(EveryWant))]
    public void Whatever_a_process_wants_for_it_is_refused_and_leaves_nothing(PagingMode mode, Want want)
    {
        using ObjectRoom room = new(mode);
        for (int share = 0; share < 60; share++)
        {
            using Shortage shortage = new(room, want, share);
            NtStatus status = room.Processes.Create(
                new ProcessRequest("refused.exe") { Payer = shortage.Payer }, out nuint process);
            if (status == NtStatus.Success)
            {
                status = room.Processes.Threads.Create(new ThreadRequest(process), out nuint thread);
                Assert.Equal(status == NtStatus.Success, thread != 0);
                room.Processes.Exit(process);
            }
            else
            {
                Assert.Equal((nuint)0, process);
            }

            bool isRefused = status != NtStatus.Success;
            Assert.True(isRefused || share > 0, "Without anything there is no process.");
            Assert.True(!isRefused || shortage.Answers.Contains(status), $"{want} at {share} is answered {status}.");
            if (!isRefused)
            {
                break;
            }
        }

        room.AssertNothingIsLeft();
    }

    private static nuint Make(ObjectRoom room, nuint parent)
    {
        ProcessRequest request = new("some.exe") { Parent = parent };
        Assert.Equal(NtStatus.Success, room.Processes.Create(request, out nuint process));
        return process;
    }
}

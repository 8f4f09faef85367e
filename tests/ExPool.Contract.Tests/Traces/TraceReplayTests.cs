using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Numerics;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Traces;

/// <summary>
/// Nine real programs' allocations: what remains at the end is known beforehand, per tag and to the byte.
/// </summary>
/// <remarks>
/// Tag = the trace's letter and its block's size class, so that a block under a wrong tag or of a wrong size
/// shows.
/// </remarks>
public sealed class TraceReplayTests
{
    private static readonly ExecutiveOptions s_options =
        TestPools.OfPages(initial: 64, maximum: 65_536, growth: 64) with { CaptureCallSites = true };

    public static TheoryData<string, PoolKind> TracesAndPools()
    {
        string[] names =
        [
            "cpp-demangle", "dogfood", "ffmpeg", "find", "gcc-hello", "grep-random-data",
            "grep-recursive", "ls", "source-map",
        ];
        TheoryData<string, PoolKind> rows = [];
        foreach (string name in names)
        {
            rows.Add(name, PoolKind.NonPaged);
            rows.Add(name, PoolKind.Paged);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(TracesAndPools))]
    public void A_replay_leaves_what_the_trace_leaves(string name, PoolKind kind) =>
        Replay(TestPools.Host(), name, kind, s_options);

    [Theory]
    [MemberData(nameof(TracesAndPools))]
    public void A_replay_through_look_aside_lists_leaves_what_the_trace_leaves(string name, PoolKind kind) =>
        Replay(TestPools.Host(), name, kind, s_options.WithLists());

    [Theory]
    [MemberData(nameof(TracesAndPools))]
    public void A_replay_with_the_blocks_of_NT_leaves_what_the_trace_leaves(string name, PoolKind kind) =>
        Replay(new NtLayout64<HostMachine>(TestPools.Host()), name, kind, s_options);

    private static void Replay<TMachine>(
        TMachine machine, string name, PoolKind kind, ExecutiveOptions options)
        where TMachine : struct, IMachine
    {
        TraceFile trace = TraceFile.Read(
            Path.Combine(RepositoryFiles.SharedFolder("traces"), name + ".trace"));
        Geometry sizes = Geometry.Of<TMachine>();
        Dictionary<PoolTag, (ulong Blocks, ulong Bytes)> expected = Outstanding(trace, sizes);

        using Executive<TMachine> pools = Executive<TMachine>.Boot(machine, options);
        List<nuint> addresses = [];
        List<int> requests = [];
        foreach ((bool isFree, int number) in trace.Steps)
        {
            if (isFree)
            {
                AssertContents(pools.Memory(), addresses[number], requests[number], number);
                pools.Free(addresses[number], TagOf(trace, requests[number]));
                addresses[number] = 0;
                continue;
            }

            nuint address = pools.Allocate(TestPools.Flags(kind), (nuint)number, TagOf(trace, number));
            Assert.NotEqual((nuint)0, address);
            pools.Memory().WritePattern(address, number, (uint)addresses.Count);
            addresses.Add(address);
            requests.Add(number);
        }

        PoolSnapshot snapshot = pools.Capture();
        AssertOutstanding(expected, snapshot, kind);
        PoolAssert.IsSound(pools);
        for (int index = 0; index < addresses.Count; index++)
        {
            if (addresses[index] != 0)
            {
                AssertContents(pools.Memory(), addresses[index], requests[index], index);
                pools.Free(addresses[index], TagOf(trace, requests[index]));
            }
        }

        PoolAssert.IsEmptyAfterTrim(pools);
    }

    /// <summary>What lives at the end, from the trace and the documented rounding alone.</summary>
    private static Dictionary<PoolTag, (ulong Blocks, ulong Bytes)> Outstanding(
        TraceFile trace, Geometry sizes)
    {
        List<int?> living = [];
        foreach ((bool isFree, int number) in trace.Steps)
        {
            if (isFree)
            {
                Assert.NotNull(living[number]);
                living[number] = null;
            }
            else
            {
                living.Add(number);
            }
        }

        return living.OfType<int>().GroupBy(byteCount => TagOf(trace, byteCount)).ToDictionary(
            group => group.Key,
            group => ((ulong)group.Count(), (ulong)group.Sum(byteCount => (long)sizes.Charge(byteCount))));
    }

    private static void AssertOutstanding(
        Dictionary<PoolTag, (ulong Blocks, ulong Bytes)> expected, PoolSnapshot snapshot, PoolKind kind)
    {
        PoolKind other = kind == PoolKind.Paged ? PoolKind.NonPaged : PoolKind.Paged;
        foreach (TagUsage row in snapshot.Tags)
        {
            (ulong blocks, ulong bytes) = expected.GetValueOrDefault(row.Tag);
            Assert.Equal(blocks, row[kind].Outstanding);
            Assert.Equal(bytes, row[kind].BytesInUse);
            Assert.True(row[other].IsUnused);
        }

        Assert.Empty(expected.Keys.Except(snapshot.Tags.Select(row => row.Tag)));
        ulong sum = expected.Values.Aggregate(0ul, (total, row) => total + row.Bytes);
        Assert.Equal(sum, snapshot[kind].ChargedBytes);
        Assert.True(snapshot[kind].BytesInUse >= sum);
    }

    private static void AssertContents<TMachine>(
        MachineMemory<TMachine> memory, nuint address, int byteCount, int number)
        where TMachine : struct, IMachine
    {
        int damage = memory.FindDamage(address, byteCount, (uint)number);
        Assert.True(
            damage < 0, $"Alloc {number}, {byteCount} bytes: the byte at offset {damage} was changed.");
    }

    /// <summary>
    /// The first letter and the last of the trace's name, then the power of two that the size reaches.
    /// </summary>
    private static PoolTag TagOf(TraceFile trace, int byteCount) =>
        new($"{trace.Name[0]}{trace.Name[^1]}{BitOperations.Log2((uint)Math.Max(byteCount, 1)):D2}");
}

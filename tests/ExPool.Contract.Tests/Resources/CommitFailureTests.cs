using System;
using System.Collections.Generic;
using System.IO;
using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Resources;

/// <summary>
/// The system refuses memory at any time: a request may be refused, and nothing else is lost.
/// </summary>
public class CommitFailureTests
{
    // More than a boot makes, fewer than the rest of a run.
    private const long BootCalls = 20;

    [Fact]
    public void Each_commit_call_may_fail_once()
    {
        CommitFaults counted = CommitFaults.None();
        Assert.True(Play(counted));
        Assert.InRange(counted.CallCount, 30, 1000);

        // Failures while booting are refusals to boot; all later ones are survived.
        Assert.InRange(FaultPlan.FailOneByOne(0, counted.CallCount, Play), 1, BootCalls);
    }

    [Fact]
    public void Memory_may_run_out_for_a_while()
    {
        CommitFaults counted = CommitFaults.None();
        Assert.True(Play(counted));
        for (long first = BootCalls; first < counted.CallCount; first += 7)
        {
            Assert.True(Play(CommitFaults.Range(first, count: 40)));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(90)]
    public void Commit_calls_may_fail_at_random(int percent)
    {
        int survived = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            survived += Play(CommitFaults.Randomly(seed * 1000, percent, after: BootCalls)) ? 1 : 0;
        }

        Assert.Equal(20, survived);
    }

    [Fact]
    public void Call_sites_are_kept_meanwhile() => Assert.True(
        Play(CommitFaults.Randomly(7, percent: 50, after: BootCalls), Options with { CaptureCallSites = true }));

    [Fact]
    public void A_boot_without_memory_throws_and_leaves_nothing_behind()
    {
        CommitFaults counted = CommitFaults.None();
        Boot(counted, BootName, Options).Dispose();
        Assert.InRange(counted.CallCount, 5, 20);
        for (long call = 0; call < counted.CallCount; call++)
        {
            PoolException exception = Assert.Throws<PoolException>(
                () => Boot(CommitFaults.Range(call, count: 1000), NoBootName, Options));
            Assert.Equal(NtStatus.CommitmentLimit, exception.Status);
        }

        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists what is mapped.");
        Assert.DoesNotContain(
            File.ReadLines("/proc/self/maps"), line => line.Contains(BootName, StringComparison.Ordinal));
        Assert.DoesNotContain(
            File.ReadLines("/proc/self/maps"),
            line => line.Contains(NoBootName, StringComparison.Ordinal));
    }

    // Of each class its own: another one may boot at the same time.
    private string BootName => $"{GetType().Name[..6]}-boots";

    private string NoBootName => $"{GetType().Name[..6]}-starts-not";

    private protected virtual ExecutiveOptions Options => TestPools.OfPages(16, 2048, 16);

    private static Executive<LowResources<HostMachine>> Boot(
        CommitFaults faults, string name, ExecutiveOptions options)
    {
        HostMachine host = HostMachine.Create(new HostMachineOptions { Name = name });
        return Executive<LowResources<HostMachine>>.Boot(
            new LowResources<HostMachine>(host, faults), options);
    }

    /// <summary>
    /// Allocates until every table has grown, beside a shadow; answers false when the boot was refused.
    /// </summary>
    private bool Play(CommitFaults faults) => Play(faults, Options);

    private static bool Play(CommitFaults faults, ExecutiveOptions options)
    {
        Executive<LowResources<HostMachine>> pools;
        try
        {
            pools = Boot(faults, "commit-failure", options);
        }
        catch (PoolException)
        {
            return false;
        }

        using (pools)
        {
            ShadowPool<LowResources<HostMachine>> shadow = new(pools.Memory());
            ulong[] refused = new ulong[2];
            foreach (ShadowBlock request in Requests())
            {
                nuint address = pools.Allocate(
                    TestPools.Flags(request.Kind), (nuint)request.ByteCount, request.Tag);
                if (address == 0)
                {
                    refused[(int)request.Kind]++;
                    continue;
                }

                shadow.Allocated(request with { Address = address });
            }

            Compare(pools, shadow, refused);
            while (shadow.Living.Count > 0)
            {
                ShadowBlock block = shadow.Take(shadow.Living.Count / 3);
                pools.Free(block.Address, block.Tag);
            }

            Compare(pools, shadow, refused);
            PoolAssert.IsEmptyAfterTrim(pools);
            Assert.True(faults.FaultCount > 0 || refused is [0, 0], "Refused although no commit failed.");
        }

        return true;
    }

    private static void Compare(
        Executive<LowResources<HostMachine>> pools, ShadowPool<LowResources<HostMachine>> shadow, ulong[] refused)
    {
        PoolSnapshot snapshot = pools.Capture();
        shadow.AssertEqualToWithOverflow(snapshot);
        shadow.AssertContents();
        Assert.Equal(refused[0], snapshot.NonPaged.Failures);
        Assert.Equal(refused[1], snapshot.Paged.Failures);
        PoolAssert.IsSound(pools);
    }

    /// <summary>Many tags, many large blocks, many pages: every table grows at least once.</summary>
    private static IEnumerable<ShadowBlock> Requests()
    {
        Random random = new(1);
        for (int number = 0; number < 1500; number++)
        {
            PoolKind kind = (PoolKind)(number % 2);
            int byteCount = number % 4 == 0 ? random.Next(4097, 8192) : random.Next(1, 900);
            PoolTag tag = new($"R{number % 300:D3}");
            yield return new ShadowBlock(0, byteCount, kind, tag, (uint)number);
        }
    }
}

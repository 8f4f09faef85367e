using System;
using System.Linq;
using System.Threading;
using ExPool.Machine;
using ExPool.Snapshots;
using ExPool.Tests.Support;
using Xunit;

namespace ExPool.Tests;

/// <summary>
/// The process-wide pools, which all tests of this class share: each test has a tag of its own.
/// </summary>
public sealed class KernelPoolTests
{
    [Fact]
    public void Pools_can_be_configured_before_their_first_use_and_not_after()
    {
        (int exitCode, string output, string error) = ChildProcess.Run("configure");
        Assert.Equal(string.Empty, error);
        Assert.Equal(0, exitCode);
        Assert.Equal($"False True configured {8 << 20} True", output.Trim());
    }

    [Fact]
    public void Conditions_are_told_by_the_pools_own_thread_to_who_listened_before_they_started()
    {
        (int exitCode, string output, string error) = ChildProcess.Run("conditions");
        Assert.Equal(string.Empty, error);
        Assert.Equal(0, exitCode);
        Assert.Equal(
            "False LowPagedPool True, HighPagedPool False; LowPagedPool False, HighPagedPool True", output.Trim());
    }

    [Fact]
    public void Configuring_refuses_what_a_start_would_refuse() => Assert.Throws<ArgumentOutOfRangeException>(
        () => KernelPool.Configure(new ExecutiveOptions { PagedPools = 1000 }));

    [Fact]
    public void A_rented_block_is_zeroed_writable_and_counted_until_it_is_disposed()
    {
        using (PoolMemory memory = KernelPool.Rent(1000, "KpRe"))
        {
            Assert.Equal(1000, memory.Length);
            Assert.Equal(1000, memory.Memory.Length);
            Assert.Equal("KpRe", memory.Tag);
            Assert.Equal(0, (int)(memory.Address % 16));
            Assert.Equal(-1, memory.GetSpan().IndexOfAnyExcept((byte)0));
            memory.Memory.Span.Fill(0xAB);
            Assert.Equal(0xAB, memory.GetSpan()[999]);
            Assert.Equal(new PoolCounters(1, 0, 1008), Row("KpRe").Paged);
        }

        Assert.Equal(new PoolCounters(1, 1, 0), Row("KpRe").Paged);
    }

    [Fact]
    public void A_typed_block_holds_as_many_elements_as_asked()
    {
        using PoolMemory<Pair> memory = KernelPool.Rent<Pair>(100, "KpTy", PoolFlags.NonPaged);
        Assert.Equal(100, memory.Length);
        memory.GetSpan()[99] = new Pair { First = 1, Second = 2 };
        Assert.Equal(2, memory.Memory.Span[99].Second);
        // 100 elements of 16 bytes and the header, in units of 16.
        Assert.Equal(1616ul, Row("KpTy").NonPaged.BytesInUse);
    }

    [Fact]
    public unsafe void A_value_can_be_allocated_by_its_type()
    {
        Pair* pair = KernelPool.Allocate<Pair>("KpVa");
        Assert.Equal(0, pair->First + pair->Second);
        pair->Second = 7;
        KernelPool.Free((nuint)pair, "KpVa");
        Assert.Equal(new PoolCounters(1, 1, 0), Row("KpVa").NonPaged);
    }

    [Fact]
    public void A_look_aside_list_of_the_process_keeps_what_was_freed()
    {
        using LookasideList<HostMachine> list = KernelPool.CreateLookasideList(PoolFlags.NonPaged, 1500, "KpLo");
        nuint block = list.Allocate();
        list.Free(block);
        Assert.Equal(block, list.Allocate());
        list.Free(block);
        Assert.Equal(1ul, Row("KpLo").NonPaged.Outstanding);
        list.Dispose();
        Assert.Equal(0ul, Row("KpLo").NonPaged.Outstanding);
    }

    [Fact]
    public void A_process_is_charged_for_what_asks_for_it()
    {
        using QuotaProcess<HostMachine> tenant = KernelPool.Executive.CreateProcess("tenant 7", pagedLimit: 8 << 20);
        using (tenant.Enter())
        {
            nuint block = KernelPool.Allocate(PoolFlags.Paged | PoolFlags.UseQuota, 4096, "KpQu", PoolPriority.Low);
            Assert.Equal(4096ul, tenant.Usage(PoolKind.Paged).Bytes);
            KernelPool.Free(block, "KpQu");
        }

        Assert.Equal(0ul, tenant.Usage(PoolKind.Paged).Bytes);
    }

    [Fact]
    public void An_empty_rental_is_a_block_too()
    {
        using PoolMemory memory = KernelPool.Rent(0, "KpEm");
        Assert.Equal(0, memory.Memory.Length);
        Assert.Equal(1ul, Row("KpEm").Paged.Outstanding);
    }

    [Fact]
    public void Disposing_twice_frees_once()
    {
        PoolMemory memory = KernelPool.Rent(100, "KpDi");
        memory.Dispose();
        memory.Dispose();
        ((IDisposable)memory).Dispose();
        Assert.Equal(new PoolCounters(1, 1, 0), Row("KpDi").Paged);
    }

    [Fact]
    public void Disposing_on_two_threads_at_once_frees_once()
    {
        for (int round = 0; round < 200; round++)
        {
            PoolMemory memory = KernelPool.Rent(100, "KpRa");
            using Barrier barrier = new(2);
            Thread[] threads = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                barrier.SignalAndWait();
                memory.Dispose();
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        Assert.Equal(new PoolCounters(200, 200, 0), Row("KpRa").Paged);
    }

    [Fact]
    public void Use_after_dispose_is_refused()
    {
        PoolMemory memory = KernelPool.Rent(100, "KpUs");
        Memory<byte> view = memory.Memory;
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.GetSpan().Length);
        Assert.Throws<ObjectDisposedException>(() => memory.Pin());
        Assert.Throws<ObjectDisposedException>(() => view.Span.Length);
        Assert.Equal((nuint)0, memory.Address);
    }

    [Fact]
    public unsafe void Pinning_answers_the_address()
    {
        using PoolMemory<int> memory = KernelPool.Rent<int>(10, "KpPi");
        using System.Buffers.MemoryHandle handle = memory.Memory.Slice(4).Pin();
        Assert.Equal(memory.Address + 16, (nuint)handle.Pointer);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Pin(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Pin(-1));
    }

    [Fact]
    public void A_leaked_owner_is_visible_as_its_tag()
    {
        Leak();
        TagUsage row = Row("KpLk");
        Assert.Equal(new PoolCounters(3, 0, 3 * 4096), row.Paged);
        Assert.Contains(nameof(Leak), row.CallSite, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_that_cannot_be_served_throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelPool.Rent(-1, "KpBa"));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelPool.Rent<long>(-1, "KpBa"));
        Assert.Throws<PoolException>(() => KernelPool.Rent(10, default));
        Assert.Throws<PoolException>(() => KernelPool.Rent(10, "KpBa", PoolFlags.None));
        Assert.Throws<PoolException>(() => KernelPool.Rent(10, "KpBa", PoolFlags.Paged | PoolFlags.NonPaged));
        Assert.Equal((nuint)0, KernelPool.Allocate(PoolFlags.Paged, 10, default));
        Assert.DoesNotContain(KernelPool.Capture().Tags, row => row.Tag == "KpBa");
    }

    [Fact]
    public void Many_threads_may_rent_at_once()
    {
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < 500; round++)
            {
                using PoolMemory memory = KernelPool.Rent(64 + round, "KpMt");
                memory.GetSpan().Fill((byte)(round % 256));
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(new PoolCounters(4000, 4000, 0), Row("KpMt").Paged);
    }

    [Fact]
    public void The_process_has_one_executive()
    {
        Assert.True(KernelPool.Allocate(PoolFlags.Paged, 1, "KpOn") != 0);
        Assert.True(KernelPool.IsStarted);
        Executive<HostMachine> executive = KernelPool.Executive;
        Assert.Same(executive, KernelPool.Executive);
        Assert.Equal("default", executive.Name);
    }

    private static void Leak()
    {
        for (int count = 0; count < 3; count++)
        {
            _ = KernelPool.Rent(4096, "KpLk");
        }
    }

    private static TagUsage Row(PoolTag tag) => KernelPool.Capture().Tags.Single(row => row.Tag == tag);

    private struct Pair
    {
        public long First;
        public long Second;
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;
using ExPool.Tests.Support;
using Xunit;

namespace ExPool.Tests.Machine;

/// <summary>What the host machine promises on every system.</summary>
public sealed class HostMachineTests
{
    private const nuint Page = 4096;

    // The largest page of a system we run on, in pool pages: ranges begin and end there.
    private const nuint Step = 16;

    [Theory]
    [InlineData(SystemVaType.BootLoaded)]
    [InlineData(SystemVaType.NonPagedPool)]
    [InlineData(SystemVaType.PagedPool)]
    public void Committed_pages_read_as_zero_and_keep_what_is_written(SystemVaType type)
    {
        using Range range = new(type, 4 * Step);
        Assert.Equal(0u, range.Address % (64 << 10) % Page);
        Assert.Equal(NtStatus.Success, range.Machine.CommitPages(range.Address, 2 * Step));
        Assert.Equal(2 * Step * Page, range.Machine.FindOther(range.Address, 2 * Step * Page, 0));
        range.Machine.At<ulong>(range.Address + (2 * Step * Page) - 8) = 0x1122_3344_5566_7788;
        Assert.Equal(0x88, range.Machine.At<byte>(range.Address + (2 * Step * Page) - 8));
        Assert.Equal((2 * Step * Page) - 8, range.Machine.FindOther(range.Address, 2 * Step * Page, 0));
    }

    [Theory]
    [InlineData(SystemVaType.NonPagedPool)]
    [InlineData(SystemVaType.PagedPool)]
    public void Reserved_pool_pages_that_are_not_committed_read_as_zero(SystemVaType type)
    {
        using Range range = new(type, 8 * Step);
        Assert.Equal(NtStatus.Success, range.Machine.CommitPages(range.Address, Step));
        range.Machine.Fill(range.Address, Step * Page, 0xFF);
        // One look at each page: a stale address must be no fault.
        for (nuint page = Step; page < 8 * Step; page++)
        {
            Assert.Equal(0ul, range.Machine.At<ulong>(range.Address + (page * Page)));
        }
    }

    [Theory]
    [InlineData(SystemVaType.NonPagedPool)]
    [InlineData(SystemVaType.PagedPool)]
    public void Decommitted_pages_that_are_committed_again_read_as_zero_and_can_be_written(SystemVaType type)
    {
        using Range range = new(type, 4 * Step);
        Assert.Equal(NtStatus.Success, range.Machine.CommitPages(range.Address, 4 * Step));
        range.Machine.Fill(range.Address, 4 * Step * Page, 0xCC);
        nuint locked = range.Machine.LockedByteCount;
        range.Machine.DecommitPages(range.Address + (Step * Page), 2 * Step);
        Assert.Equal(locked / 2, range.Machine.LockedByteCount);
        Assert.Equal(NtStatus.Success, range.Machine.CommitPages(range.Address + (Step * Page), 2 * Step));
        Assert.Equal(locked, range.Machine.LockedByteCount);

        Assert.Equal(Step * Page, range.Machine.FindOther(range.Address, 4 * Step * Page, 0xCC));
        Assert.Equal(
            2 * Step * Page, range.Machine.FindOther(range.Address + (Step * Page), 2 * Step * Page, 0));
        Assert.Equal(
            Step * Page, range.Machine.FindOther(range.Address + (3 * Step * Page), Step * Page, 0xCC));
        range.Machine.Fill(range.Address + (Step * Page), 2 * Step * Page, 0xDD);
        Assert.Equal(0xDD, range.Machine.At<byte>(range.Address + (2 * Step * Page)));
    }

    [Theory]
    [InlineData(SystemVaType.NonPagedPool)]
    [InlineData(SystemVaType.PagedPool)]
    public void Resident_pages_are_those_that_were_touched(SystemVaType type)
    {
        using Range range = new(type, 4 * Step);
        Assert.Equal(NtStatus.Success, range.Machine.CommitPages(range.Address, 4 * Step));
        if (range.Machine.CountResidentPages(range.Address, 4 * Step) is not nuint before)
        {
            Assert.Skip("This system does not say which pages are resident.");
            return;
        }

        range.Machine.Fill(range.Address, 2 * Step * Page, 1);
        nuint after = range.Machine.CountResidentPages(range.Address, 4 * Step).GetValueOrDefault();
        Assert.True(after >= 2 * Step, $"{after} pages are resident after {2 * Step} were written.");
        Assert.True(after >= before);
        Assert.True(after <= 4 * Step);
    }

    [Fact]
    public void More_address_space_than_there_is_is_refused_and_not_thrown()
    {
        HostMachine machine = TestMachines.Host();
        NtStatus status = machine.ReservePages(SystemVaType.NonPagedPool, (nuint)1 << 40, out nuint address);
        Assert.NotEqual(NtStatus.Success, status);
        Assert.Equal((nuint)0, address);
    }

    [Fact]
    public void Protection_can_be_taken_away_and_given_back()
    {
        using Range range = new(SystemVaType.NonPagedPool, 2 * Step);
        Assert.Equal(NtStatus.Success, range.Machine.CommitPages(range.Address, 2 * Step));
        range.Machine.At<uint>(range.Address) = 5;
        Assert.Equal(
            NtStatus.Success, range.Machine.ProtectPages(range.Address, Step, PageProtection.ReadOnly));
        Assert.Equal(5u, range.Machine.At<uint>(range.Address));
        Assert.Equal(
            NtStatus.Success, range.Machine.ProtectPages(range.Address, Step, PageProtection.NoAccess));
        Assert.Equal(
            NtStatus.Success, range.Machine.ProtectPages(range.Address, Step, PageProtection.ReadWrite));
        range.Machine.At<uint>(range.Address) = 6;
        Assert.Equal(6u, range.Machine.At<uint>(range.Address));
    }

    [Fact]
    public void Fill_and_FindOther_go_to_the_byte()
    {
        using Range range = new(SystemVaType.NonPagedPool, Step);
        Assert.Equal(NtStatus.Success, range.Machine.CommitPages(range.Address, Step));
        range.Machine.Fill(range.Address + 3, 10, 7);
        Assert.Equal((nuint)3, range.Machine.FindOther(range.Address, Page, 0));
        Assert.Equal((nuint)10, range.Machine.FindOther(range.Address + 3, Page, 7));
        Assert.Equal((nuint)0, range.Machine.FindOther(range.Address, 0, 7));
        range.Machine.Fill(range.Address, 0, 9);
        Assert.Equal(0, range.Machine.At<byte>(range.Address));
    }

    [Fact]
    public void A_level_belongs_to_its_thread()
    {
        HostMachine machine = TestMachines.Host();
        Irql before = machine.RaiseIrql(Irql.Dispatch);
        Assert.Equal(Irql.Passive, before);
        Irql elsewhere = Irql.High;
        Thread thread = new(() => elsewhere = machine.CurrentIrql);
        thread.Start();
        thread.Join();
        Assert.Equal(Irql.Passive, elsewhere);
        Assert.Equal(Irql.Dispatch, machine.CurrentIrql);
        machine.LowerIrql(before);
        Assert.Equal(Irql.Passive, machine.CurrentIrql);
    }

    [Fact]
    public void Living_threads_have_different_processor_numbers_and_those_of_the_dead_are_given_out_again()
    {
        HostMachine machine = TestMachines.Host();
        int mine = machine.CurrentProcessor;
        Assert.Equal(mine, machine.CurrentProcessor);
        HashSet<int> all = [mine];
        for (int generation = 0; generation < 30; generation++)
        {
            int[] numbers = NumbersOfThreadsThatLiveAtOnce(machine, 10);
            Assert.Equal(10, numbers.Distinct().Count());
            Assert.DoesNotContain(mine, numbers);
            Assert.All(numbers, number => Assert.InRange(number, 0, machine.MaximumProcessorCount - 1));
            all.UnionWith(numbers);
        }

        // A thread counts as alive for a moment after its last line, so a few more than ten numbers may be in
        // use.
        Assert.True(
            all.Count < 60, $"{all.Count} numbers were given to threads of which eleven lived at once.");
    }

    [Fact]
    public void A_threads_word_is_its_own_and_each_machines_own()
    {
        HostMachine one = TestMachines.Host();
        HostMachine two = TestMachines.Host();
        Assert.Equal((nuint)0, one.ProcessorControl);
        one.ProcessorControl = 11;
        Assert.Equal((nuint)0, two.ProcessorControl);
        two.ProcessorControl = 22;
        Assert.Equal((nuint)11, one.ProcessorControl);
        Assert.Equal((nuint)22, two.ProcessorControl);
        nuint elsewhere = 1;
        Thread thread = new(() => elsewhere = one.ProcessorControl);
        thread.Start();
        thread.Join();
        Assert.Equal((nuint)0, elsewhere);
    }

    [Fact]
    public void The_caller_is_described_by_the_first_method_outside_of_the_library()
    {
        HostMachine machine = TestMachines.Host();
        Span<byte> text = stackalloc byte[200];
        int byteCount = machine.DescribeCaller(text);
        Assert.Contains(
            nameof(The_caller_is_described_by_the_first_method_outside_of_the_library),
            Encoding.UTF8.GetString(text[..byteCount]),
            StringComparison.Ordinal);
        Assert.Equal(5, machine.DescribeCaller(text[..5]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("12345678901234567890123456789012")]
    [InlineData("ééééééééééééééééé")]
    public void A_name_that_could_not_be_found_again_is_refused(string name) =>
        Assert.Throws<ArgumentException>(
        () => HostMachine.Create(new HostMachineOptions { Name = name }));

    [Fact]
    public void The_facts_are_those_of_this_process()
    {
        MachineFacts facts = TestMachines.Host().Facts;
        Assert.Equal(4096, facts.PageByteCount);
        Assert.Equal(Environment.SystemPageSize, facts.ProtectionByteCount);
        Assert.Equal(Environment.ProcessorCount, facts.ProcessorCount);
        Assert.True(facts.PhysicalByteCount > 16 << 20);
        Assert.NotEmpty(facts.Description);
    }

    [Fact]
    public void A_tick_is_a_64th_of_a_second()
    {
        HostMachine machine = TestMachines.Host();
        long ticks = machine.TickCount;
        long milliseconds = Environment.TickCount64;
        Assert.InRange(milliseconds - (ticks * 15625 / 1000), 0, 60_000);
        Assert.True(machine.TickCount >= ticks);
    }

    private static int[] NumbersOfThreadsThatLiveAtOnce(HostMachine machine, int count)
    {
        int[] numbers = new int[count];
        using Barrier barrier = new(count);
        Thread[] threads = [.. Enumerable.Range(0, count).Select(index => new Thread(() =>
        {
            numbers[index] = machine.CurrentProcessor;
            barrier.SignalAndWait();
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return numbers;
    }

    /// <summary>A reservation that is given back at the end of a test.</summary>
    private sealed class Range : IDisposable
    {
        private readonly nuint _pageCount;

        public Range(SystemVaType type, nuint pageCount)
        {
            _pageCount = pageCount;
            Assert.Equal(NtStatus.Success, Machine.ReservePages(type, pageCount, out nuint address));
            Address = address;
        }

        public HostMachine Machine { get; } = TestMachines.Host();

        public nuint Address { get; }

        public void Dispose() => Machine.ReleasePages(Address, _pageCount);
    }
}

using System;
using System.Runtime.InteropServices;
using ExPool.Contract.Tests.Support;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Lookaside;

/// <summary>The stack under a look-aside list, on memory of its own.</summary>
public sealed unsafe class SListTests : IDisposable
{
    private const int EntryCount = 65_537;
    private const int EntryByteCount = SListEntry<HostMachine>.ByteCount;

    private readonly HostMachine _machine = TestPools.Host();
    private readonly byte* _memory =
        (byte*)NativeMemory.AlignedAlloc((nuint)((EntryCount + 1) * EntryByteCount), 16);

    public SListTests() => NativeMemory.Clear(_memory, (EntryCount + 1) * EntryByteCount);

    private nuint Head => (nuint)_memory;

    private SList<HostMachine> Stack => new(_machine, Head);

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    [Fact]
    public void What_was_pushed_last_is_first()
    {
        SList<HostMachine> stack = Stack;
        Assert.Equal((nuint)0, stack.First);
        for (int number = 1; number <= 10; number++)
        {
            stack.Push(Entry(number));
            Assert.Equal(number, stack.Depth);
            Assert.True(stack.IsHeld(Entry(number)));
        }

        for (int number = 10; number >= 1; number--)
        {
            Assert.Equal(Entry(number), stack.First);
            Assert.Equal(number > 1 ? Entry(number - 1) : 0, stack.After(Entry(number)));
            stack.Pop(Entry(number));
            Assert.False(stack.IsHeld(Entry(number)));
            Assert.Equal(number - 1, stack.Depth);
        }

        Assert.Equal((nuint)0, stack.First);
    }

    [Fact]
    public void The_depth_wraps_at_65536()
    {
        SList<HostMachine> stack = Stack;
        for (int number = 1; number <= 65_536; number++)
        {
            stack.Push(Entry(number));
        }

        Assert.Equal(0, stack.Depth);
        Assert.Equal(Entry(65_536), stack.First);
        stack.Push(Entry(65_537));
        Assert.Equal(1, stack.Depth);
        stack.Pop(Entry(65_537));
        stack.Pop(Entry(65_536));
        Assert.Equal(65_535, stack.Depth);
        Assert.Equal(65_536ul + 1 + 2, new SListHead<HostMachine>(_machine, Head).Sequence);
    }

    [Fact]
    public void A_flush_takes_all_and_leaves_the_depth_0()
    {
        SList<HostMachine> stack = Stack;
        stack.Push(Entry(1));
        stack.Push(Entry(2));
        nuint first = stack.Flush();
        Assert.Equal(Entry(2), first);
        Assert.Equal(Entry(1), stack.After(first));
        Assert.Equal((nuint)0, stack.After(Entry(1)));
        Assert.Equal((0, (nuint)0), (stack.Depth, stack.First));
    }

    [Fact]
    public void A_flush_of_an_empty_list_leaves_its_depth_and_sequence()
    {
        *(ulong*)Head = 0x1234_0005;
        Assert.Equal((nuint)0, Stack.Flush());
        Assert.Equal(5, Stack.Depth);
        Assert.Equal(0x1234_0005ul, *(ulong*)Head);
    }

    [Fact]
    public void A_block_held_by_one_list_is_not_held_by_another()
    {
        Stack.Push(Entry(1));
        Assert.False(new SList<HostMachine>(_machine, Entry(5)).IsHeld(Entry(1)));
        *(ulong*)Entry(2) = *(ulong*)Entry(1);
        ((ulong*)Entry(2))[1] = ((ulong*)Entry(1))[1];
        Assert.False(Stack.IsHeld(Entry(2)));
    }

    private nuint Entry(int number) => (nuint)(_memory + (number * EntryByteCount));
}

using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Workloads;

/// <summary>Allocates and frees in both pools of a machine whose pages come and go, and knows every byte of every
/// block.</summary>
internal sealed class PoolWorkload : IDisposable
{
    private const ulong Megabyte = 1 << 20;
    private const int MostBlocks = 400;
    private const int CheckInterval = 25;

    private readonly SeededRandom _random;
    private readonly List<Block> _blocks = [];
    private readonly List<(nuint Address, nuint PageCount)> _mappings = [];
    private ulong _nextKey = 1;

    public PoolWorkload(PagingMode mode, ulong seed)
    {
        _random = new SeededRandom(seed);
        ulong ram = _random.Between(20, 28) * Megabyte;
        ulong file = _random.Next(4) * 4 * Megabyte;
        Computer = TestComputers.Boot(mode, ram, file, new ComputerOptions
        {
            ProcessorCount = (int)_random.Between(1, 3),
            Seed = seed,
            IsPagerHostile = _random.Next(8) == 0,
        });
    }

    public Computer Computer { get; }

    public void Run(int count, string context)
    {
        for (int index = 1; index <= count; index++)
        {
            RunOne();
            if (index % CheckInterval == 0)
            {
                MachineChecker.Verify(Computer.Parts, isDeep: index % (4 * CheckInterval) == 0, $"{context}, {index}");
            }
        }

        _blocks.ForEach(Expect);
        _blocks.ForEach(block => Computer.Kernel.Free(block.Address, "Work"));
        MachineChecker.Verify(Computer.Parts, isDeep: true, $"{context}, all was freed");
        Assert.Null(Computer.Stop);
        Assert.Empty(Computer.OpenReader().Verify());
    }

    /// <inheritdoc/>
    public void Dispose() => Computer.Dispose();

    private void RunOne()
    {
        MemoryManager memory = Computer.Parts.Memory;
        switch (_random.Next(32))
        {
            case < 12: Allocate(); break;
            case < 17: Free(); break;
            case < 21: Rewrite(); break;
            case < 24: Read(); break;
            case 24 or 25: memory.WorkingSet.Trim(_random.Next(memory.WorkingSet.Count + 1)); break;
            case 26: memory.Writer.Write(_random.Next(500), out _); break;
            case 27: memory.ZeroPages.Run(); break;
            case 28: Assert.True(Computer.Run(TimeSpan.FromMilliseconds(_random.Between(1, 1500)))); break;
            case 29: Computer.Parts.Processors.Switch((int)_random.Next((uint)Computer.Parts.Processors.Count)); break;
            case 30: MapOrUnmap(); break;
            default: WorkAtDispatch(); break;
        }
    }

    private void Allocate()
    {
        if (_blocks.Count < MostBlocks)
        {
            bool isPaged = _random.Next(3) != 0;
            nuint size = _random.Next(8) == 0 ? _random.Between(4096, 300_000) : _random.Between(1, 6000);
            Take(isPaged, size);
        }
    }

    private void Take(bool isPaged, nuint size)
    {
        nuint address = Computer.Kernel.Allocate(isPaged ? PoolFlags.Paged : PoolFlags.NonPaged, size, "Work");
        if (address == 0)
        {
            return;
        }

        Assert.Equal(size, Computer.Kernel.FindOther(address, size, 0));
        Block block = new(address, size, _nextKey++, isPaged);
        BlockBytes.Write(Computer, address, size, block.Key);
        _blocks.Add(block);
    }

    private void Free()
    {
        if (_blocks.Count != 0)
        {
            int index = (int)_random.Next((uint)_blocks.Count);
            Expect(_blocks[index]);
            Computer.Kernel.Free(_blocks[index].Address, "Work");
            _blocks.RemoveAt(index);
        }
    }

    private void Rewrite()
    {
        for (uint left = _random.Between(1, 8); left != 0 && _blocks.Count != 0; left--)
        {
            int index = (int)_random.Next((uint)_blocks.Count);
            Expect(_blocks[index]);
            _blocks[index] = _blocks[index] with { Key = _nextKey++ };
            BlockBytes.Write(Computer, _blocks[index].Address, _blocks[index].ByteCount, _blocks[index].Key);
        }
    }

    private void Read()
    {
        for (uint left = _random.Between(1, 20); left != 0 && _blocks.Count != 0; left--)
        {
            Expect(_blocks[(int)_random.Next((uint)_blocks.Count)]);
        }
    }

    private void MapOrUnmap()
    {
        if (_mappings.Count < 5)
        {
            nuint count = _random.Between(1, 8);
            nuint address = Computer.Kernel.AllocateMapping(count);
            if (address != 0)
            {
                Computer.Kernel.Fill(address, count * MemoryBench.PageByteCount, 0x5A);
                _mappings.Add((address, count));
            }
        }
        else
        {
            (nuint address, nuint count) = _mappings[0];
            nuint byteCount = count * MemoryBench.PageByteCount;
            Assert.Equal(byteCount, Computer.Kernel.FindOther(address, byteCount, 0x5A));
            Computer.Kernel.FreeMapping(address, count);
            _mappings.RemoveAt(0);
        }
    }

    /// <summary>Nonpaged blocks come, are read and go at DISPATCH_LEVEL without a fault.</summary>
    private void WorkAtDispatch()
    {
        ulong faults = Computer.Parts.Memory.Counters.PageFaults;
        Irql before = Computer.Kernel.RaiseIrql(Irql.Dispatch);
        Take(isPaged: false, _random.Between(1, 9000));
        foreach (Block block in _blocks)
        {
            if (!block.IsPaged)
            {
                Expect(block);
            }
        }

        int index = _blocks.FindIndex(block => !block.IsPaged);
        if (index >= 0)
        {
            Computer.Kernel.Free(_blocks[index].Address, "Work");
            _blocks.RemoveAt(index);
        }

        Assert.Equal(faults, Computer.Parts.Memory.Counters.PageFaults);
        Computer.Kernel.LowerIrql(before);
    }

    private void Expect(Block block) => Assert.True(
        BlockBytes.Holds(Computer, block.Address, block.ByteCount, block.Key),
        $"the block of {block.ByteCount} bytes at {block.Address:X} does not hold what was written");

    private readonly record struct Block(nuint Address, nuint ByteCount, ulong Key, bool IsPaged);
}

using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Tests.Saving;

/// <summary>Does a bit of everything that a driver can do, as the machine's random numbers say.</summary>
/// <remarks>A block holds its own address, so that one that came back wrong is noticed.</remarks>
internal sealed class MixedDriver : Driver
{
    private const uint LargestBlock = 3 * 4096;
    private const int MostMappings = 20;
    private const uint MostBlocks = 1 << 20;

    private readonly List<nuint> _paged = [];
    private readonly List<(nuint Address, uint ByteCount)> _nonPaged = [];
    private readonly List<(nuint Address, nuint PageCount)> _mappings = [];

    /// <summary>Blocks that are held at most.</summary>
    public uint BlockCount { get; set; } = 1000;

    /// <summary>Deferred procedures that ran.</summary>
    public ulong DeferredCount { get; private set; }

    /// <summary>Interrupts that came.</summary>
    public ulong InterruptCount { get; private set; }

    public override string Name => "mixed.sys";

    public override int ThreadCount => 3;

    public override TimeSpan Step(IKernel kernel, int thread)
    {
        for (uint left = kernel.Random.Between(1, 8); left > 0; left--)
        {
            Act(kernel);
        }

        return TimeSpan.FromMilliseconds(kernel.Random.Next(4) * (uint)(thread + 1));
    }

    public override void Deferred(IKernel kernel, ulong context)
    {
        DeferredCount++;
        if (context % 2 == 0)
        {
            Swap(kernel);
        }
    }

    public override void Interrupt(IKernel kernel, ulong context)
    {
        InterruptCount++;
        kernel.QueueDpc(context);
    }

    public override void Save(StateWriter writer)
    {
        writer.Write(BlockCount);
        writer.Write(DeferredCount);
        writer.Write(InterruptCount);
        writer.Write(_paged.Count);
        _paged.ForEach(address => writer.Write((ulong)address));
        writer.Write(_nonPaged.Count);
        foreach ((nuint address, uint byteCount) in _nonPaged)
        {
            writer.Write((ulong)address);
            writer.Write(byteCount);
        }

        writer.Write(_mappings.Count);
        foreach ((nuint address, nuint pageCount) in _mappings)
        {
            writer.Write((ulong)address);
            writer.Write((ulong)pageCount);
        }
    }

    public override void Load(StateReader reader)
    {
        BlockCount = (uint)reader.ReadUpTo("blocks at most", MostBlocks);
        DeferredCount = reader.ReadUInt64();
        InterruptCount = reader.ReadUInt64();
        for (ulong left = reader.ReadUpTo("paged blocks", MostBlocks); left > 0; left--)
        {
            _paged.Add((nuint)reader.ReadUInt64());
        }

        for (ulong left = reader.ReadUpTo("nonpaged blocks", MostBlocks); left > 0; left--)
        {
            _nonPaged.Add(((nuint)reader.ReadUInt64(), (uint)reader.ReadUpTo("bytes", LargestBlock)));
        }

        for (ulong left = reader.ReadUpTo("mappings", MostMappings); left > 0; left--)
        {
            _mappings.Add(((nuint)reader.ReadUInt64(), (nuint)reader.ReadUInt64()));
        }
    }

    /// <summary>What a block at an address holds.</summary>
    private static uint Mark(nuint address) => (uint)(address & uint.MaxValue);

    private void Act(IKernel kernel)
    {
        switch (kernel.Random.Next(16))
        {
            case 0:
                kernel.QueueDpc(kernel.Random.Next());
                break;
            case 1:
                kernel.SetTimer(TimeSpan.FromMilliseconds(kernel.Random.Next(300)), kernel.Random.Next());
                break;
            case 2:
                kernel.StartDevice(TimeSpan.FromMilliseconds(kernel.Random.Next(30)), kernel.Random.Next());
                break;
            case 3:
                Map(kernel);
                break;
            case 4:
                Irql before = kernel.RaiseIrql(Irql.Dispatch);
                Swap(kernel);
                kernel.QueueDpc(1);
                kernel.LowerIrql(before);
                break;
            case < 10:
                Look(kernel);
                break;
            case < 14:
                TakePaged(kernel);
                break;
            default:
                TakeNonPaged(kernel);
                break;
        }
    }

    private void TakePaged(IKernel kernel)
    {
        if (_paged.Count >= BlockCount)
        {
            int index = (int)kernel.Random.Next((uint)_paged.Count);
            nuint old = _paged[index];
            _paged[index] = _paged[^1];
            _paged.RemoveAt(_paged.Count - 1);
            kernel.Free(old, "MixP");
        }

        nuint address = kernel.Allocate(PoolFlags.Paged, kernel.Random.Between(16, LargestBlock), "MixP");
        if (address != 0)
        {
            kernel.Write(address, Mark(address));
            _paged.Add(address);
        }
    }

    private void TakeNonPaged(IKernel kernel)
    {
        if (_nonPaged.Count >= BlockCount / 4)
        {
            kernel.Free(_nonPaged[^1].Address, "MixN");
            _nonPaged.RemoveAt(_nonPaged.Count - 1);
        }

        uint byteCount = kernel.Random.Between(16, 400);
        nuint address = kernel.Allocate(PoolFlags.NonPaged, byteCount, "MixN");
        if (address != 0)
        {
            kernel.Write(address, Mark(address));
            _nonPaged.Add((address, byteCount));
        }
    }

    /// <summary>Frees a block and takes one like it: what may be done at any level, and finds memory.</summary>
    private void Swap(IKernel kernel)
    {
        if (_nonPaged.Count != 0)
        {
            int index = (int)kernel.Random.Next((uint)_nonPaged.Count);
            (nuint address, uint byteCount) = _nonPaged[index];
            kernel.Free(address, "MixN");
            address = kernel.Allocate(PoolFlags.NonPaged, byteCount, "MixN");
            kernel.Write(address, Mark(address));
            _nonPaged[index] = (address, byteCount);
        }
    }

    private void Look(IKernel kernel)
    {
        if (_paged.Count == 0)
        {
            return;
        }

        nuint address = _paged[(int)kernel.Random.Next((uint)_paged.Count)];
        if (kernel.Read<uint>(address) != Mark(address))
        {
            throw new InvalidOperationException($"The block at 0x{address:X} holds 0x{kernel.Read<uint>(address):X}.");
        }
    }

    private void Map(IKernel kernel)
    {
        if (_mappings.Count == MostMappings)
        {
            (nuint address, nuint pageCount) = _mappings[0];
            kernel.FreeMapping(address, pageCount);
            _mappings.RemoveAt(0);
            return;
        }

        nuint count = kernel.Random.Between(1, 6);
        nuint mapping = kernel.AllocateMapping(count);
        if (mapping != 0)
        {
            kernel.Fill(mapping, count << 12, (byte)_mappings.Count);
            _mappings.Add((mapping, count));
        }
    }
}

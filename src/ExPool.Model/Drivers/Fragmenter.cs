using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Allocates many sizes for many lifetimes, and keeps a few blocks everywhere: the pool is full of
/// holes.</summary>
/// <remarks>Its blocks lie in a table 'FrTb' of nonpaged pool: 8 bytes for each, 0 for a place that is free. Waves of
/// <see cref="WaveTickCount"/> ticks: it fills the places, then frees all but one in <see cref="KeptShare"/>, by
/// chance.</remarks>
internal sealed class Fragmenter(DriverArguments arguments) : Misbehaver(arguments)
{
    private const uint WaveTickCount = 64;
    private const uint KeptShare = 16;
    private const uint SmallestBlock = 16;

    private nuint _table;
    private ulong _tickCount;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Fragmenter",
        "allocates many sizes for many lifetimes, so that few blocks hold many pages; no stop",
        [
            After,
            DriverParameter.Choice("pool", ["paged", "nonpaged"], "which pool"),
            DriverParameter.Number("blocks", DriverUnit.Count, "4096", 64, 1_000_000, "the most blocks that it has"),
            DriverParameter.Number("largest", DriverUnit.Bytes, "2KB", 32, 64UL << 10, "bytes of the largest block"),
        ],
        arguments => new Fragmenter(arguments));

    /// <summary>Blocks that it has.</summary>
    public ulong BlockCount { get; private set; }

    /// <inheritdoc/>
    protected override TimeSpan Misbehave(IKernel kernel)
    {
        uint placeCount = (uint)Arguments["blocks"];
        if (_table == 0)
        {
            _table = kernel.Allocate(PoolFlags.NonPaged, placeCount * sizeof(ulong), "FrTb");
            if (_table == 0)
            {
                return Patience;
            }
        }

        // A quarter of a wave is enough to fill the places.
        for (uint count = 0; count < 4 * placeCount / WaveTickCount; count++)
        {
            FillPlace(kernel, kernel.Random.Next(placeCount));
        }

        if (++_tickCount % WaveTickCount == 0)
        {
            FreeMost(kernel, KeptShare);
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void FreeAll(IKernel kernel)
    {
        if (_table != 0)
        {
            FreeMost(kernel, keptShare: 0);
            kernel.Free(_table, "FrTb");
            _table = 0;
        }
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        writer.Write(_table);
        writer.Write(_tickCount);
        writer.Write(BlockCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        base.LoadState(reader);
        _table = (nuint)reader.ReadUInt64();
        _tickCount = reader.ReadUInt64();
        BlockCount = reader.ReadUInt64();
    }

    private void FillPlace(IKernel kernel, uint index)
    {
        nuint place = Fields.PlaceOf(_table, index);
        if (kernel.Read<ulong>(place) != 0)
        {
            return;
        }

        // The smaller of two: small blocks are more frequent, as in real pools.
        uint largest = (uint)Arguments["largest"];
        uint byteCount = Math.Min(
            kernel.Random.Between(SmallestBlock, largest), kernel.Random.Between(SmallestBlock, largest));
        nuint block = kernel.Allocate(Pool, byteCount, "Frag");
        kernel.Write(place, (ulong)block);
        BlockCount += block == 0 ? 0u : 1;
    }

    /// <summary>Frees all blocks but one in a few, by chance; all when none are to be kept.</summary>
    private void FreeMost(IKernel kernel, uint keptShare)
    {
        for (ulong index = 0; index < Arguments["blocks"]; index++)
        {
            nuint place = Fields.PlaceOf(_table, index);
            ulong block = kernel.Read<ulong>(place);
            if (block != 0 && (keptShare == 0 || kernel.Random.Next(keptShare) != 0))
            {
                kernel.Free((nuint)block, "Frag");
                kernel.Write(place, 0UL);
                BlockCount--;
            }
        }
    }
}

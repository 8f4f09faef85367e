using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Leaks pool at a rate until the pool is exhausted, and frees all of it when it is told to stop.</summary>
/// <remarks>What the driver of Sysinternals' NotMyFault does on its Leak page, with the same tag
/// (docs/sources.md#drivers). Each tick leaks what is due since the start, so that the rate is exact.</remarks>
internal sealed class Leaker(DriverArguments arguments) : CatalogDriver(arguments)
{
    // A tick with more blocks than this would take the host too long; larger blocks leak as fast.
    private const uint MaximumBlocksPerTick = 65_536;

    private const byte Touched = (byte)'L';

    private readonly BlockChain _blocks = new();
    private long _startedAt = -1;
    private ulong _leakedByteCount;
    private bool _isExhausted;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Leaker",
        "leaks pool at a rate until it is exhausted, as NotMyFault does; frees all when told to stop",
        [
            DriverParameter.Choice("pool", ["nonpaged", "paged"], "which pool"),
            DriverParameter.Number(
                "rate", DriverUnit.BytesPerSecond, "10MB/s", 1, 1UL << 40, "bytes that it leaks in a second"),
            DriverParameter.Number("block", DriverUnit.Bytes, "1MB", 8, 100UL << 20, "bytes of each block"),
            DriverParameter.Choice(
                "touch", ["no", "yes"], "whether it writes all of each block, not only its first 8 bytes"),
            DriverParameter.Choice(
                "again", ["no", "yes"], "whether it leaks on when an exhausted pool has room again"),
            DriverParameter.Number(
                "for", DriverUnit.Time, "0ms", 0, 36_000_000_000_000, "when it frees all and ends; 0ms: when told"),
        ],
        arguments => new Leaker(arguments));

    /// <summary>Bytes that it holds; what it asked for, not what the pool charged.</summary>
    public ulong HeldByteCount => _blocks.Count * Arguments["block"];

    /// <summary>Whether the pool ever had no block for it.</summary>
    public bool IsExhausted => _isExhausted;

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (_startedAt < 0)
        {
            _startedAt = kernel.Now.Ticks;
        }

        ulong elapsed = (ulong)(kernel.Now.Ticks - _startedAt);
        if (IsStopping || (Arguments["for"] != 0 && elapsed >= Arguments["for"]))
        {
            _blocks.FreeAll(kernel, "Leak");
            return Ended;
        }

        if (!_isExhausted || Arguments.Is("again", "yes"))
        {
            Leak(kernel, elapsed);
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        _blocks.Save(writer);
        writer.Write(_startedAt);
        writer.Write(_leakedByteCount);
        writer.Write(_isExhausted);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _blocks.Load(reader);
        _startedAt = reader.ReadInt64();
        _leakedByteCount = reader.ReadUInt64();
        _isExhausted = reader.ReadBoolean();
    }

    private void Leak(IKernel kernel, ulong elapsed)
    {
        ulong block = Arguments["block"];
        UInt128 due = (UInt128)Arguments["rate"] * elapsed / TimeSpan.TicksPerSecond;
        for (uint count = 0; _leakedByteCount + block <= due && count < MaximumBlocksPerTick; count++)
        {
            nuint address = kernel.Allocate(Pool, (nuint)block, "Leak");
            if (address == 0)
            {
                if (!_isExhausted)
                {
                    kernel.Log($"leaker.sys: no more pool after {HeldByteCount} bytes");
                }

                _isExhausted = true;
                return;
            }

            if (Arguments.Is("touch", "yes"))
            {
                kernel.Fill(address, (nuint)block, Touched);
            }

            _blocks.Push(kernel, address);
            _leakedByteCount += block;
        }
    }
}

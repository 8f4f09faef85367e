using System;
using System.Collections.Generic;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Leaks pool at a rate until the pool is exhausted, and frees all of it when it is told to stop.</summary>
/// <remarks>What the driver of Sysinternals' NotMyFault does on its Leak page, with the same tag
/// (docs/sources.md#drivers). Each tick leaks what is due since the rate was set, so that the rate is exact; a control
/// request "rate" sets another.</remarks>
internal sealed class Leaker(DriverArguments arguments) : CatalogDriver(arguments)
{
    // A tick with more blocks than this would take the host too long; larger blocks leak as fast.
    private const uint MaximumBlocksPerTick = 65_536;

    // What is left of a pool when there is no page in it: nothing smaller is tried.
    private const ulong SmallestLastBlock = 4096;

    // More than any machine has.
    private const ulong MostBytes = 1UL << 60;

    private const byte Touched = (byte)'L';

    private readonly BlockChain _blocks = new();
    private long _startedAt = -1;
    private long _rateSince;
    private ulong _rate;
    private ulong _dueBefore;
    private ulong _leakedByteCount;
    private ulong _blockByteCount;
    private bool _isExhausted;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Leaker",
        "leaks pool at a rate until it is exhausted, as NotMyFault does; frees all when told to stop",
        [
            DriverParameter.Choice("pool", ["nonpaged", "paged"], "which pool"),
            DriverParameter.Number(
                "rate", DriverUnit.BytesPerSecond, "10MB/s", 1, 1UL << 40,
                "bytes that it leaks in a second; may be changed while it runs"),
            DriverParameter.Number("block", DriverUnit.Bytes, "1MB", 8, 100UL << 20, "bytes of each block"),
            DriverParameter.Choice(
                "touch", ["no", "yes"], "whether it writes all of each block, not only its first 8 bytes"),
            DriverParameter.Choice(
                "again", ["no", "yes"], "whether it leaks on when an exhausted pool has room again"),
            DriverParameter.Number(
                "for", DriverUnit.Time, "0ms", 0, 36_000_000_000_000, "when it frees all and ends; 0ms: when told"),
            DriverParameter.Number(
                "most", DriverUnit.Bytes, "0B", 0, 1UL << 50, "bytes that it leaks at most; 0B: all"),
            DriverParameter.Choice(
                "last", ["whole", "halves"],
                "what it does when there is no such block: ends, or tries half, down to a page"),
        ],
        arguments => new Leaker(arguments));

    /// <summary>Bytes that it holds; what it asked for, not what the pool charged.</summary>
    public ulong HeldByteCount => _blocks.Count == 0 ? 0 : _leakedByteCount;

    /// <summary>Whether the pool ever had no block for it.</summary>
    public bool IsExhausted => _isExhausted;

    private bool IsDone => Arguments["most"] is > 0 and var most && _leakedByteCount >= most;

    /// <inheritdoc/>
    public override void Control(string name, string value)
    {
        if (name != "rate")
        {
            throw new ComputerException($"{Name} takes no request '{name}'; expected rate");
        }

        Arguments = Arguments.With(name, value);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ulong> Tell() => new Dictionary<string, ulong>
    {
        ["bytes"] = HeldByteCount,
        ["blocks"] = _blocks.Count,
        ["rate"] = Arguments["rate"],
        ["exhausted"] = _isExhausted ? 1u : 0,
        ["done"] = IsDone ? 1u : 0,
    };

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        TimeSpan now = kernel.Now;
        if (_startedAt < 0)
        {
            _startedAt = _rateSince = now.Ticks;
            _rate = Arguments["rate"];
            _blockByteCount = Arguments["block"];
        }

        if (IsStopping || (Arguments["for"] != 0 && Elapsed(_startedAt, now) >= Arguments["for"]))
        {
            _blocks.FreeAll(kernel, "Leak");
            return Ended;
        }

        if (_rate != Arguments["rate"])
        {
            _dueBefore = DueBy(now);
            (_rate, _rateSince) = (Arguments["rate"], now.Ticks);
        }

        if (!_isExhausted || Arguments.Is("again", "yes"))
        {
            Leak(kernel, DueBy(now));
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        _blocks.Save(writer);
        writer.Write(_startedAt);
        writer.Write(_rateSince);
        writer.Write(_rate);
        writer.Write(_dueBefore);
        writer.Write(_leakedByteCount);
        writer.Write(_blockByteCount);
        writer.Write(_isExhausted);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _blocks.Load(reader);
        _startedAt = reader.ReadInt64();
        _rateSince = reader.ReadInt64();
        _rate = reader.ReadUpTo("the rate of a leak", 1UL << 40);
        _dueBefore = reader.ReadUInt64();
        _leakedByteCount = reader.ReadUpTo("the bytes of a leak", MostBytes);
        _blockByteCount = reader.ReadUpTo("the block of a leak", Arguments["block"]);
        _isExhausted = reader.ReadBoolean();
    }

    /// <summary>Bytes that should be leaked by now.</summary>
    private ulong DueBy(TimeSpan now)
    {
        ulong more = Due(_rate, _rateSince, now);
        return _dueBefore > ulong.MaxValue - more ? ulong.MaxValue : _dueBefore + more;
    }

    private void Leak(IKernel kernel, ulong due)
    {
        for (uint count = 0; count < MaximumBlocksPerTick && !IsDone; count++)
        {
            if (_leakedByteCount + _blockByteCount > due)
            {
                return;
            }

            nuint address = kernel.Allocate(Pool, (nuint)_blockByteCount, "Leak");
            if (address != 0)
            {
                Keep(kernel, address);
            }
            else if (!TryHalve())
            {
                if (!_isExhausted)
                {
                    kernel.Log($"leaker.sys: no more pool after {HeldByteCount} bytes");
                }

                _isExhausted = true;
                return;
            }
        }
    }

    private bool TryHalve()
    {
        if (Arguments.Is("last", "whole") || _blockByteCount <= SmallestLastBlock)
        {
            return false;
        }

        _blockByteCount = Math.Max(SmallestLastBlock, _blockByteCount / 2 / SmallestLastBlock * SmallestLastBlock);
        return true;
    }

    private void Keep(IKernel kernel, nuint address)
    {
        if (Arguments.Is("touch", "yes"))
        {
            kernel.Fill(address, (nuint)_blockByteCount, Touched);
        }

        _blocks.Push(kernel, address);
        _leakedByteCount += _blockByteCount;
    }
}

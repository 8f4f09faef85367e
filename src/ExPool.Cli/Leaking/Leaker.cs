using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Leaking;

/// <summary>Allocates from this process's pools at a rate and keeps the blocks; frees them all when
/// disposed.</summary>
/// <param name="options">What to leak.</param>
internal sealed class Leaker(LeakOptions options) : ILeak
{
    private readonly List<nuint> _blocks = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ulong? _bytesBefore = KernelPool.Capture()[options.Kind].BytesInUse;
    private double _owedByteCount;
    private TimeSpan _paidUntil;

    /// <inheritdoc/>
    public ulong BytesPerSecond { get; private set; } = options.BytesPerSecond;

    /// <inheritdoc/>
    public ulong BlockCount => (ulong)_blocks.Count;

    /// <inheritdoc/>
    public ulong ByteCount => BlockCount * options.BlockByteCount;

    /// <inheritdoc/>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <inheritdoc/>
    public string Statement
    {
        get
        {
            string maximum = KernelPool.Capture()[options.Kind].MaximumBytes is { } byteCount
                ? ByteSize.Format(byteCount)
                : "-";
            return $"the pool's maximum is {maximum}";
        }
    }

    /// <inheritdoc/>
    public int Pause => 20;

    /// <inheritdoc/>
    public void SetRate(ulong bytesPerSecond) => BytesPerSecond = bytesPerSecond;

    /// <inheritdoc/>
    /// <remarks>Allocates what the rate asks for since the last step, not more than a step may take.</remarks>
    public LeakEnd? Step()
    {
        const int MaximumStepMilliseconds = 50;   // so that keys are answered while a fast leak cannot keep up
        TimeSpan now = Elapsed;
        _owedByteCount += (now - _paidUntil).TotalSeconds * BytesPerSecond;
        _paidUntil = now;
        while (_owedByteCount >= options.BlockByteCount)
        {
            if (ByteCount >= options.Limit.ByteCount || Elapsed >= options.Limit.Time)
            {
                return LeakEnd.Limit;
            }

            nuint block = AllocateAndForget();
            if (block == 0)
            {
                return LeakEnd.Exhausted;
            }

            _blocks.Add(block);
            _owedByteCount -= options.BlockByteCount;
            if ((Elapsed - now).TotalMilliseconds > MaximumStepMilliseconds)
            {
                _owedByteCount = 0;
            }
        }

        return ByteCount >= options.Limit.ByteCount || Elapsed >= options.Limit.Time ? LeakEnd.Limit : null;
    }

    /// <inheritdoc/>
    public LeakOutcome Finish(LeakEnd end)
    {
        LeakOutcome outcome = new(end, BlockCount, ByteCount, Elapsed)
        {
            BytesBefore = _bytesBefore,
            BytesAtEnd = KernelPool.Capture()[options.Kind].BytesInUse,
        };
        Dispose();
        return outcome with { BytesAfter = KernelPool.Capture()[options.Kind].BytesInUse };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (nuint block in _blocks)
        {
            KernelPool.Free(block, options.Tag);
        }

        _blocks.Clear();
    }

    // Its own method, so that it is the call site that mon shows. Zeroed, so that the memory is really taken.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private nuint AllocateAndForget() => KernelPool.Allocate(
        options.Kind == PoolKind.Paged ? PoolFlags.Paged : PoolFlags.NonPaged,
        (nuint)options.BlockByteCount,
        options.Tag);
}

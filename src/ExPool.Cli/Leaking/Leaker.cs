using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ExPool.Cli.Leaking;

/// <summary>Allocates from this process's pools at a rate and keeps the blocks; frees them all when
/// disposed.</summary>
/// <param name="options">What to leak.</param>
internal sealed class Leaker(LeakOptions options) : IDisposable
{
    private readonly List<nuint> _blocks = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _owedByteCount;
    private TimeSpan _paidUntil;

    /// <summary>Bytes a second; may be changed while it leaks.</summary>
    public ulong BytesPerSecond { get; private set; } = options.BytesPerSecond;

    /// <summary>Blocks held.</summary>
    public ulong BlockCount => (ulong)_blocks.Count;

    /// <summary>Their bytes, as asked for.</summary>
    public ulong ByteCount => BlockCount * options.BlockByteCount;

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Doubles the rate.</summary>
    public void Faster() => BytesPerSecond = Math.Min(LeakOptions.MaximumRate, BytesPerSecond * 2);

    /// <summary>Halves the rate.</summary>
    public void Slower() => BytesPerSecond = Math.Max(LeakOptions.MinimumRate, BytesPerSecond / 2);

    /// <summary>Allocates what the rate asks for since the last step, not more than a step may take.</summary>
    /// <returns>Why it is over; <see langword="null"/> while it is not.</returns>
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

using System;
using System.Threading;

namespace ExPool.Machine;

/// <summary>Says which of a machine's commit calls fail, and counts them.</summary>
/// <remarks>
/// Calls are numbered from 0 in the order in which they come. On one thread a run repeats itself, so that the
/// same number is the same place: failing each number once visits every place where memory can run out. May
/// be used by any number of threads.
/// </remarks>
public sealed class CommitFaults
{
    private readonly Func<long, bool> _fails;
    private long _callCount;
    private long _faultCount;

    private CommitFaults(Func<long, bool> fails) => _fails = fails;

    /// <summary>Commit calls so far, those that failed with them.</summary>
    public long CallCount => Volatile.Read(ref _callCount);

    /// <summary>Commit calls that failed.</summary>
    public long FaultCount => Volatile.Read(ref _faultCount);

    /// <summary>Fails nothing; counts only.</summary>
    public static CommitFaults None() => new(static _ => false);

    /// <summary>Fails one call.</summary>
    /// <param name="number">Which, from 0.</param>
    public static CommitFaults Once(long number) => new(call => call == number);

    /// <summary>Fails some calls one after another, as when memory runs out and comes back.</summary>
    /// <param name="first">The first that fails, from 0.</param>
    /// <param name="count">How many fail.</param>
    public static CommitFaults Range(long first, long count) =>
        new(call => call >= first && call - first < count);

    /// <summary>Fails calls at random, the same ones each time.</summary>
    /// <param name="seed">Chooses which.</param>
    /// <param name="percent">How many of a hundred fail, 0 to 100.</param>
    /// <param name="after">Calls at the start that do not fail, such as those of a boot.</param>
    public static CommitFaults Randomly(ulong seed, int percent, long after = 0) =>
        new(call => call >= after && Mix(unchecked(seed + (ulong)call)) % 100 < (ulong)percent);

    /// <summary>Counts a call; answers whether it fails.</summary>
    internal bool Next()
    {
        if (!_fails(Interlocked.Increment(ref _callCount) - 1))
        {
            return false;
        }

        Interlocked.Increment(ref _faultCount);
        return true;
    }

    /// <summary>SplitMix64's finalizer: neighbouring numbers give unrelated ones.</summary>
    private static ulong Mix(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB);
        return value ^ (value >> 31);
    }
}

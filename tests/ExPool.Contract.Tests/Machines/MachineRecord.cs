using System;
using System.Threading;

namespace ExPool.Contract.Tests.Machines;

/// <summary>What was asked of a <see cref="Recorded{TMachine}"/>, and what a test wants to happen meanwhile.</summary>
public sealed class MachineRecord
{
    private long _callCount;

    /// <summary>
    /// Calls that a look-aside hit must not make: pages, levels (each lock raises one), barriers, waits.
    /// </summary>
    public long CallCount => Volatile.Read(ref _callCount);

    /// <summary>The clock; <see langword="null"/>: the wrapped machine's.</summary>
    public long? Ticks { get; set; }

    /// <summary>Called before each access to memory, with its address.</summary>
    public Action<nuint>? OnAccess { get; set; }

    /// <summary>Called when all processors were brought up to date: while a list is being stopped.</summary>
    public Action? OnSynchronize { get; set; }

    /// <summary>Called before pages are given back to the system.</summary>
    public Action? OnDecommit { get; set; }

    /// <summary>Called after pages were committed (true), and before they are decommitted: the first address and how
    /// many.</summary>
    public Action<nuint, nuint, bool>? OnCommitment { get; set; }

    internal void Count() => Interlocked.Increment(ref _callCount);
}

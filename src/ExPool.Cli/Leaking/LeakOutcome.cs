using System;
using System.Collections.Generic;
using ExPool.Cli.Booting;
using ExPool.Ke;
using ExPool.Model.Mm;

namespace ExPool.Cli.Leaking;

/// <summary>Why a leak ended.</summary>
internal enum LeakEnd
{
    /// <summary>The user stopped it.</summary>
    Stopped,

    /// <summary>It reached the limit that was set.</summary>
    Limit,

    /// <summary>The pool refused a block.</summary>
    Exhausted,

    /// <summary>The machine stopped: nothing runs on it, and nothing can be freed.</summary>
    MachineStopped,
}

/// <summary>What a leak reached.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="BlockCount">Blocks that were allocated; all are freed again.</param>
/// <param name="ByteCount">Their bytes, as asked for.</param>
/// <param name="Time">How long it took, by the clock of what leaked.</param>
internal sealed record LeakOutcome(LeakEnd End, ulong BlockCount, ulong ByteCount, TimeSpan Time)
{
    /// <summary>The pool's bytes in use before the first block.</summary>
    public ulong? BytesBefore { get; init; }

    /// <summary>The pool's bytes in use when the leak ended.</summary>
    public ulong? BytesAtEnd { get; init; }

    /// <summary>The pool's bytes in use when all was freed.</summary>
    public ulong? BytesAfter { get; init; }

    /// <summary>What kept the pool from growing; <see langword="null"/> when it was not exhausted, or nobody
    /// knows.</summary>
    public MemoryBound? LimitedBy { get; init; }

    /// <summary>What happened on the machine meanwhile.</summary>
    public IReadOnlyList<BootEvent> Events { get; init; } = [];

    /// <summary>Why the machine stopped; <see langword="null"/> when it did not.</summary>
    public BugCheck? Stop { get; init; }

    /// <summary>Where the machine was saved with its leak.</summary>
    public string? SavedAs { get; init; }
}

using System;

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
}

/// <summary>What a leak reached.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="BlockCount">Blocks that were allocated; all are freed again.</param>
/// <param name="ByteCount">Their bytes, as asked for.</param>
/// <param name="Time">How long it took.</param>
internal sealed record LeakOutcome(LeakEnd End, ulong BlockCount, ulong ByteCount, TimeSpan Time);

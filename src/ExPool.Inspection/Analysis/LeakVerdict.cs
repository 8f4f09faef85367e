using System;

namespace ExPool.Inspection.Analysis;

/// <summary>A tag that leaks.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Kind">The pool.</param>
/// <param name="BytesPerSecond">How fast its bytes grow.</param>
/// <param name="BlocksPerSecond">How fast its living blocks grow.</param>
/// <param name="Confidence">How sure, from 0 to 1.</param>
/// <param name="Reason">The evidence, in words.</param>
/// <param name="CallSite">Who allocated with this tag first; <see langword="null"/> when not known.</param>
/// <param name="TimeToExhaustion">
/// When the pool is full if nothing changes; <see langword="null"/> when its maximum is not known.
/// </param>
public sealed record LeakVerdict(
    PoolTag Tag,
    PoolKind Kind,
    double BytesPerSecond,
    double BlocksPerSecond,
    double Confidence,
    string Reason,
    string? CallSite,
    TimeSpan? TimeToExhaustion);

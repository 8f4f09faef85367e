namespace ExPool.Cli.Leaking;

/// <summary>What to leak.</summary>
/// <param name="Kind">The pool.</param>
/// <param name="BytesPerSecond">How fast at the start.</param>
/// <param name="BlockByteCount">Bytes of a block as asked for.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Limit">When to stop.</param>
internal sealed record LeakOptions(
    PoolKind Kind, ulong BytesPerSecond, ulong BlockByteCount, PoolTag Tag, LeakLimit Limit)
{
    /// <summary>Saves a machine, with its leak, into this file; <see langword="null"/>: nowhere.</summary>
    public string? SavePath { get; init; }

    /// <summary>The slowest rate.</summary>
    public const ulong MinimumRate = 1024;

    /// <summary>The fastest rate: more than memory can be zeroed.</summary>
    public const ulong MaximumRate = 64UL << 30;
}

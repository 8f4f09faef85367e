namespace ExPool.Ke;

/// <summary>How urgent the code that runs now is; the higher the level, the less it may do.</summary>
/// <remarks>
/// NT's KIRQL. Paged pool may be allocated, freed and touched up to <see cref="Apc"/>, nonpaged pool up to
/// <see cref="Dispatch"/> (docs/sources.md#irql). Levels above <see cref="Dispatch"/> differ between x86 and
/// x64; the pools need only the order.
/// </remarks>
public enum Irql : byte
{
    /// <summary>Ordinary code: everything is allowed.</summary>
    Passive = 0,

    /// <summary>Asynchronous procedure calls are held off; paged memory may still be touched.</summary>
    Apc = 1,

    /// <summary>The scheduler is held off: a spin lock is held or a DPC runs; only nonpaged memory may be
    /// touched.</summary>
    Dispatch = 2,

    /// <summary>The highest level: everything is held off. No pool may be used here.</summary>
    High = 15,
}

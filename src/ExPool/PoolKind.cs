namespace ExPool;

/// <summary>Which of the two pools: one that is always resident, one that may be paged out.</summary>
/// <remarks>Bit 0 of NT's POOL_TYPE, the only bit that selects the pool.</remarks>
public enum PoolKind : byte
{
    /// <summary>Always in RAM; may be used up to DISPATCH_LEVEL.</summary>
    NonPaged = 0,

    /// <summary>May be paged out; may be used up to APC_LEVEL.</summary>
    Paged = 1,
}

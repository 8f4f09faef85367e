namespace ExPool.Contract.Tests.Support;

/// <summary>A field of the lower half of a block's header.</summary>
public enum HeaderField
{
    /// <summary>Units of the block before.</summary>
    PreviousUnits,

    /// <summary>The number of the descriptor.</summary>
    PoolIndex,

    /// <summary>Units of the block.</summary>
    Units,

    /// <summary>Whose block it is.</summary>
    PoolType,
}

namespace ExPool.Ex;

/// <summary>What the shortest way falls back on: the same call, begun anew.</summary>
internal interface ILongWay
{
    /// <summary>Allocates, or says why not.</summary>
    nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag);

    /// <summary>Frees, or stops.</summary>
    void Free(nuint address, PoolTag tag);
}

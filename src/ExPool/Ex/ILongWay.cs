namespace ExPool.Ex;

/// <summary>What the shortest way falls back on: the same call, begun anew.</summary>
internal interface ILongWay
{
    /// <summary>Allocates, or says why not.</summary>
    nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag);

    /// <summary>Frees, or stops.</summary>
    void Free(nuint address, PoolTag tag);

    /// <summary>Makes the ring of frees that the running processor puts off.</summary>
    /// <returns>0 when there is no memory for one.</returns>
    nuint MakeDeferred(nuint control);
}

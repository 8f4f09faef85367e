namespace ExPool.Benchmarks.Allocators;

/// <summary>The three calls of an allocator written in C.</summary>
internal unsafe interface INativeCalls
{
    /// <summary>malloc.</summary>
    /// <param name="byteCount">Bytes wanted.</param>
    static abstract void* Allocate(nuint byteCount);

    /// <summary>calloc for one element.</summary>
    /// <param name="byteCount">Bytes wanted.</param>
    static abstract void* AllocateZeroed(nuint byteCount);

    /// <summary>free.</summary>
    /// <param name="block">The block.</param>
    static abstract void Free(void* block);
}

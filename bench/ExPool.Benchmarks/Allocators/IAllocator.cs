namespace ExPool.Benchmarks.Allocators;

/// <summary>One allocator, as the loops call it: a struct, so that the compiler makes a loop for each and no call
/// goes through an interface.</summary>
/// <remarks>A loop enters once on its thread, allocates and frees, and leaves. Enter and Leave stand outside of any
/// try block: inside one the compiler does not inline calls to native code, which no peer should pay for.</remarks>
/// <typeparam name="TSelf">The allocator.</typeparam>
/// <typeparam name="TBlock">What it hands out: an address, or an array.</typeparam>
internal interface IAllocator<TSelf, TBlock>
    where TSelf : struct, IAllocator<TSelf, TBlock>, allows ref struct
    where TBlock : struct
{
    /// <summary>The allocator, for the calling thread until <see cref="Leave"/>.</summary>
    static abstract TSelf Enter();

    /// <summary>The first byte of a block.</summary>
    /// <param name="block">The block.</param>
    static abstract ref byte FirstByte(TBlock block);

    /// <summary>Allocates.</summary>
    /// <param name="byteCount">Bytes wanted, from 8.</param>
    TBlock Allocate(nuint byteCount);

    /// <summary>Frees.</summary>
    /// <param name="block">The block.</param>
    void Free(TBlock block);

    /// <summary>Ends what <see cref="Enter"/> began.</summary>
    void Leave();
}

using System.Runtime.CompilerServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary>An allocator written in C, by malloc and free.</summary>
/// <typeparam name="TCalls">Its calls.</typeparam>
internal readonly unsafe struct NativePlain<TCalls> : IAllocator<NativePlain<TCalls>, nuint>
    where TCalls : struct, INativeCalls
{
    /// <inheritdoc/>
    public static NativePlain<TCalls> Enter() => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte FirstByte(nuint block) => ref *(byte*)block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(nuint byteCount) => (nuint)TCalls.Allocate(byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint block) => TCalls.Free((void*)block);

    /// <inheritdoc/>
    public void Leave()
    {
    }
}

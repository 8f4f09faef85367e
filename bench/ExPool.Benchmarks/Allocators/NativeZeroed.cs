using System.Runtime.CompilerServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary>An allocator written in C, by calloc and free.</summary>
/// <typeparam name="TCalls">Its calls.</typeparam>
internal readonly unsafe struct NativeZeroed<TCalls> : IAllocator<NativeZeroed<TCalls>, nuint>
    where TCalls : struct, INativeCalls
{
    /// <inheritdoc/>
    public static NativeZeroed<TCalls> Enter() => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte FirstByte(nuint block) => ref *(byte*)block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(nuint byteCount) => (nuint)TCalls.AllocateZeroed(byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint block) => TCalls.Free((void*)block);

    /// <inheritdoc/>
    public void Leave()
    {
    }
}

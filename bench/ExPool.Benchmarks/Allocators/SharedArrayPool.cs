using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary><c>ArrayPool&lt;byte&gt;.Shared</c>: arrays of the collector's heap, by Rent and Return.</summary>
internal readonly struct SharedArrayPool : IAllocator<SharedArrayPool, RentedArray>
{
    /// <inheritdoc/>
    public static SharedArrayPool Enter() => default;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte FirstByte(RentedArray block) => ref MemoryMarshal.GetArrayDataReference(block.Bytes);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RentedArray Allocate(nuint byteCount) => new(ArrayPool<byte>.Shared.Rent((int)byteCount));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(RentedArray block) => ArrayPool<byte>.Shared.Return(block.Bytes);

    /// <inheritdoc/>
    public void Leave()
    {
    }
}

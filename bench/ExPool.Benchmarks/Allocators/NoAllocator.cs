using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary>Allocates nothing: what a row costs with it is the cost of the loop itself.</summary>
internal readonly unsafe struct NoAllocator : IAllocator<NoAllocator, nuint>
{
    private static readonly nuint s_block = (nuint)NativeMemory.AllocZeroed(64 * 1024);

    private readonly nuint _block;

    private NoAllocator(nuint block) => _block = block;

    /// <inheritdoc/>
    public static NoAllocator Enter() => new(s_block);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte FirstByte(nuint block) => ref *(byte*)block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(nuint byteCount) => _block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint block)
    {
    }

    /// <inheritdoc/>
    public void Leave()
    {
    }
}

using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Benchmarks.Allocators;

/// <summary>The pools through the running processor's context, which puts frees off while their blocks are on the
/// way from memory.</summary>
internal readonly ref struct OursLater : IAllocator<OursLater, nuint>
{
    private readonly PoolProcessor<HostMachine> _processor;

    private OursLater(PoolProcessor<HostMachine> processor) => _processor = processor;

    /// <inheritdoc/>
    public static OursLater Enter() => new(Pools.Executive.EnterProcessor());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref byte FirstByte(nuint block) => ref *(byte*)block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(nuint byteCount) => _processor.Allocate(Pools.Flags, byteCount, Pools.Tag);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint block) => _processor.FreeLater(block, Pools.Tag);

    /// <inheritdoc/>
    public void Leave() => _processor.Dispose();
}

using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Benchmarks.Allocators;

/// <summary>The pools through the running processor's context, which finds the lists once for a loop.</summary>
internal readonly ref struct OursScoped : IAllocator<OursScoped, nuint>
{
    private readonly PoolProcessor<HostMachine> _processor;

    private OursScoped(PoolProcessor<HostMachine> processor) => _processor = processor;

    /// <inheritdoc/>
    public static OursScoped Enter() => new(Pools.Executive.EnterProcessor());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref byte FirstByte(nuint block) => ref *(byte*)block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(nuint byteCount) => _processor.Allocate(Pools.Flags, byteCount, Pools.Tag);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint block) => _processor.Free(block, Pools.Tag);

    /// <inheritdoc/>
    public void Leave() => _processor.Dispose();
}

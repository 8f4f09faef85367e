using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Benchmarks.Allocators;

/// <summary>The pools by their plain calls, with payloads zeroed.</summary>
internal readonly struct OursZeroed : IAllocator<OursZeroed, nuint>
{
    private readonly Executive<HostMachine> _executive;

    private OursZeroed(Executive<HostMachine> executive) => _executive = executive;

    /// <inheritdoc/>
    public static OursZeroed Enter() => new(Pools.Executive);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref byte FirstByte(nuint block) => ref *(byte*)block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(nuint byteCount) => _executive.Allocate(PoolFlags.NonPaged, byteCount, Pools.Tag);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint block) => _executive.Free(block, Pools.Tag);

    /// <inheritdoc/>
    public void Leave()
    {
    }
}

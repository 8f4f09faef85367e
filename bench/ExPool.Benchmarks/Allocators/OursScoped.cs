using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Benchmarks.Allocators;

/// <summary>The pools through a scope that finds the calling thread's state once.</summary>
internal readonly struct OursScoped : IAllocator<OursScoped, nuint>
{
    private readonly Executive<HostMachine> _executive;

    private OursScoped(Executive<HostMachine> executive) => _executive = executive;

    /// <inheritdoc/>
    public static OursScoped Enter() => new(Pools.Executive);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe ref byte FirstByte(nuint block) => ref *(byte*)block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(nuint byteCount) => _executive.Allocate(Pools.Flags, byteCount, Pools.Tag);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint block) => _executive.Free(block, Pools.Tag);

    /// <inheritdoc/>
    public void Leave()
    {
    }
}

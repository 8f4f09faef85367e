using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Benchmarks.Allocators;

/// <summary>The pools by their plain calls, which find the calling thread's state each time.</summary>
internal readonly struct OursPlain : IAllocator<OursPlain, nuint>
{
    private readonly Executive<HostMachine> _executive;

    private OursPlain(Executive<HostMachine> executive) => _executive = executive;

    /// <inheritdoc/>
    public static OursPlain Enter() => new(Pools.Executive);

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

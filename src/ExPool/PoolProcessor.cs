using System;
using System.Runtime.CompilerServices;
using ExPool.Ex;
using ExPool.Machine;

namespace ExPool;

/// <summary>The running processor (on the host, thread) as the pools see it, looked up once for many calls.</summary>
/// <remarks>
/// Does what <see cref="Executive{TMachine}"/> does, with the same checks and counters, but does not look for
/// the thread's lists at each call. It belongs to the thread that opened it and must be disposed there;
/// while it is open nobody else gives that thread's idle look-aside lists back, and the level must stay
/// PASSIVE_LEVEL. <see langword="default"/> is not usable, and a context of pools that were disposed may only be
/// disposed.
/// </remarks>
/// <typeparam name="TMachine">The machine the pools live on.</typeparam>
public readonly ref struct PoolProcessor<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private readonly Executive<TMachine> _executive;
    private readonly TMachine _machine;
    private readonly nuint _control;

    internal PoolProcessor(Executive<TMachine> executive)
    {
        _executive = executive;
        _machine = executive.Machine;
        _control = executive.OpenProcessor();
    }

    /// <summary>Allocates a block; see <see cref="Executive{TMachine}.Allocate(PoolFlags, nuint, PoolTag)"/>.</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer.</param>
    /// <param name="byteCount">Bytes wanted; 0 counts as 1.</param>
    /// <param name="tag">Who allocates; not none.</param>
    /// <returns>The payload's address; 0 when the request is refused.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag) => _control != 0
        ? FastPath<TMachine>.Allocate(
            ref Unsafe.AsRef(in _machine), _control, _executive, flags, byteCount, tag)
        : _executive.AllocateSlowly(flags, byteCount, tag);

    /// <summary>Frees a block; see <see cref="Executive{TMachine}.Free"/>.</summary>
    /// <param name="address">What an allocation answered.</param>
    /// <param name="tag">The tag it was allocated with; none is not checked.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint address, PoolTag tag = default)
    {
        if (_control != 0)
        {
            FastPath<TMachine>.Free(
                ref Unsafe.AsRef(in _machine), _control, _executive, address, tag);
        }
        else
        {
            _executive.FreeSlowly(address, tag);
        }
    }

    /// <summary>Frees a block 32 such calls later, or when the context is closed: for blocks that were not touched
    /// for a while.</summary>
    /// <param name="address">What an allocation answered.</param>
    /// <param name="tag">The tag it was allocated with; none is not checked.</param>
    /// <remarks>
    /// NT's pending frees. While the call waits, the block's header is on the way from memory, so that tearing down or
    /// replacing cold blocks does not wait for each. Until then the block counts as allocated; a mistake stops in the
    /// call that carries it out.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FreeLater(nuint address, PoolTag tag = default)
    {
        if (_control != 0)
        {
            DeferredFrees<TMachine>.Add(
                ref Unsafe.AsRef(in _machine), _control, _executive, address, tag);
        }
        else
        {
            _executive.FreeSlowly(address, tag);
        }
    }

    /// <summary>Carries out what was put off, and closes the context.</summary>
    public void Dispose()
    {
        if (_control != 0 && _executive.IsOpen)
        {
            DeferredFrees<TMachine>.Flush(ref Unsafe.AsRef(in _machine), _control, _executive);
        }

        _executive.CloseProcessor(_control);
    }
}

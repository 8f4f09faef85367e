using System.Runtime.CompilerServices;
using ExPool.Ex;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool;

// How a request is checked, and who serves it.
public sealed partial class Executive<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Allocates a block, unless the pool is too short of memory for a request of this priority.</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer.</param>
    /// <param name="byteCount">Bytes wanted; 0 counts as 1.</param>
    /// <param name="tag">Who allocates; not none.</param>
    /// <param name="priority">How much the request matters.</param>
    /// <returns>The payload's address; 0 as for the call without a priority, and when the pool is too short of
    /// memory, which is counted as a failure of the pool.</returns>
    /// <exception cref="PoolException">0 would be answered and <see cref="PoolFlags.RaiseOnFailure"/> is
    /// given.</exception>
    /// <exception cref="BugCheckException">0xC2/8: the level is too high for the pool; or a stop that ended
    /// the pools.</exception>
    public nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag, PoolPriority priority) =>
        AllocateChecked(flags, byteCount, tag, priority);

    /// <summary>The long way of a request without a priority.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal nuint AllocateSlowly(PoolFlags flags, nuint byteCount, PoolTag tag) =>
        AllocateChecked(flags, byteCount, tag, PoolPriority.High);

    private nuint AllocateChecked(PoolFlags flags, nuint byteCount, PoolTag tag, PoolPriority priority)
    {
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        nuint address = 0;
        NtStatus status = NtStatus.InvalidParameter;
        if (PoolRequest.IsValid(flags, tag) && PoolPressure<TMachine>.IsValid(priority))
        {
            status = Serve(flags, byteCount == 0 ? 1 : byteCount, tag, priority, out address);
        }

        if (address == 0 && (flags & PoolFlags.RaiseOnFailure) != 0)
        {
            throw new PoolException(status, PoolRequest.KindOf(flags), byteCount, tag);
        }

        return address;
    }

    private NtStatus Serve(PoolFlags flags, nuint byteCount, PoolTag tag, PoolPriority priority, out nuint address)
    {
        QuotaHolder holder = (flags & PoolFlags.UseQuota) != 0 ? CurrentProcess.Holder : default;
        PoolRequest request = new(byteCount, tag, flags, holder.Owner);
        Pool<TMachine> pool = PoolRequest.KindOf(flags) == PoolKind.Paged ? _paged : _nonPaged;
        address = 0;
        if (priority != PoolPriority.High && !pool.Permits(request, priority))
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = pool.TryServe(request, holder, out address);
        if (status == NtStatus.InsufficientResources && _limits.LargestByteCount != 0)
        {
            // An exhausted pool may have blocks in look-aside lists: they are given back before it refuses.
            _tuner.Drain();
            status = pool.TryServe(request, holder, out address);
        }

        if (status == NtStatus.InsufficientResources && TryTakeIdlePages(pool, request))
        {
            status = pool.TryServe(request, holder, out address);
        }

        if (status == NtStatus.InsufficientResources)
        {
            pool.CountFailure(request);
        }

        return status;
    }

    /// <summary>When the system had no memory for a pool: takes that of the other pool's free pages, for the request to
    /// be tried once more.</summary>
    /// <remarks>Free pages keep their memory for some seconds (PoolPages.QuietSeconds). Above APC_LEVEL nothing is
    /// given back: that takes the lock of growth.</remarks>
    /// <returns>Whether something was given back.</returns>
    private bool TryTakeIdlePages(Pool<TMachine> pool, PoolRequest request)
    {
        PoolPages<TMachine> other = (pool == _paged ? _nonPaged : _paged).Pages;
        return _machine.CurrentIrql <= Irql.Apc
            && other.IdlePageCount != 0
            && pool.Pages.NeedsMemoryFor(PoolGeometry<TMachine>.PagesFor(request.ByteCount))
            && other.ReturnQuietPages(quietSeconds: 0) != 0;
    }
}

using ExPool.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model.Ps;

/// <summary>Says which resource a request wanted that was refused: the machine's counters before it are
/// remembered.</summary>
/// <remarks>A status alone does not say it: whatever is short behind a pool, the pool's answer is
/// InsufficientResources.</remarks>
internal readonly struct RefusalWatch
{
    private const nuint PageByteCount = 4096;
    private const string Tag = "Prob";

    private readonly SystemServices _services;
    private readonly ulong _systemPtes;
    private readonly ulong _commit;
    private readonly ulong _frames;

    private RefusalWatch(SystemServices services)
    {
        MemoryManager memory = services.Context.Memory;
        _services = services;
        _systemPtes = memory.SystemPtes.Range.FailureCount;
        _commit = memory.Counters.CommitFailures;
        _frames = FramesOf(memory);
    }

    /// <summary>Remembers the counters.</summary>
    public static RefusalWatch Begin(SystemServices services) => new(services);

    /// <summary>Which resource was short.</summary>
    /// <param name="status">What the request came to.</param>
    /// <param name="table">The handle table that it wanted an entry of; 0: none.</param>
    public Scarcity ReasonFor(NtStatus status, nuint table)
    {
        MemoryManager memory = _services.Context.Memory;
        return status switch
        {
            NtStatus.Success => Scarcity.None,
            NtStatus.QuotaExceeded => Scarcity.Quota,
            NtStatus.NoMemory => Scarcity.UserAddresses,
            NtStatus.CommitmentLimit => Scarcity.Commit,
            _ when table != 0 && _services.Objects.Handles.At(table).IsFull => Scarcity.HandleTable,
            _ when memory.SystemPtes.Range.FailureCount != _systemPtes => Scarcity.SystemPtes,
            _ when memory.Counters.CommitFailures != _commit => Scarcity.Commit,
            _ when FramesOf(memory) != _frames => Scarcity.ResidentPages,
            _ when !HasPage(PoolFlags.NonPaged) => Scarcity.NonPagedPool,
            _ when !HasPage(PoolFlags.Paged) => Scarcity.PagedPool,
            _ => Scarcity.Unknown,
        };
    }

    private static ulong FramesOf(MemoryManager memory) =>
        memory.Resident.RefusalCount + memory.Counters.FrameFailures;

    /// <summary>No request of ours is longer than a page: a pool that has one refused none.</summary>
    private bool HasPage(PoolFlags pool)
    {
        ModelKernel kernel = _services.Context.Kernel;
        nuint page = kernel.Allocate(pool | PoolFlags.Uninitialized, PageByteCount, Tag);
        if (page != 0)
        {
            kernel.Free(page, Tag);
        }

        return page != 0;
    }
}

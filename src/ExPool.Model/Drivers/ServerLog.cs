using System;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>What the server writes into the event log when it is refused memory: not each refusal, but the first one
/// and then one a minute.</summary>
/// <remarks>That there is a period of a minute follows from the text of its neighbours, "in the last 60 seconds"
/// (docs/sources.md#event-log); that 2019 and 2020 keep to it is unverified.</remarks>
internal sealed class ServerLog
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(60);

    // When each may be written again.
    private long _nonPagedAt;
    private long _pagedAt;

    // Work items that could not be made since a moment; 0 when there is none.
    private ulong _itemFailures;
    private long _itemsSince;

    /// <summary>A pool had no block.</summary>
    public void PoolWasEmpty(IKernel kernel, EventLog log, bool isPaged)
    {
        ref long next = ref isPaged ? ref _pagedAt : ref _nonPagedAt;
        if (kernel.Now.Ticks >= next)
        {
            next = kernel.Now.Ticks + s_period.Ticks;
            EventMessage message =
                isPaged ? EventMessages.ServerPagedPoolEmpty : EventMessages.ServerNonPagedPoolEmpty;
            log.Write(message, NtStatus.InsufficientResources);
        }
    }

    /// <summary>A request found no work item.</summary>
    public void ItemWasShort(IKernel kernel)
    {
        _itemsSince = _itemFailures == 0 ? kernel.Now.Ticks : _itemsSince;
        _itemFailures++;
    }

    /// <summary>Tells of the work items once a minute is over.</summary>
    public void Look(IKernel kernel, EventLog log)
    {
        if (_itemFailures != 0 && kernel.Now.Ticks - _itemsSince >= s_period.Ticks)
        {
            log.Write(
                EventMessages.ServerWorkItemsShort,
                NtStatus.InsufficientResources,
                _itemFailures,
                (ulong)s_period.TotalSeconds);
            _itemFailures = 0;
        }
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_nonPagedAt);
        writer.Write(_pagedAt);
        writer.Write(_itemFailures);
        writer.Write(_itemsSince);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        _nonPagedAt = reader.ReadInt64();
        _pagedAt = reader.ReadInt64();
        _itemFailures = reader.ReadUInt64();
        _itemsSince = (long)reader.ReadUpTo("a time of the server", long.MaxValue);
    }
}

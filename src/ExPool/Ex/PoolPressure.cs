using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Decides by the state of a pool whether a request of a priority may be tried at all.</summary>
/// <remarks>
/// <para>NT documents what the priorities mean, not where they begin; these thresholds are ExPool's own:</para>
/// <code>
/// reach  = pages committed, when the system refused memory within the last second; else the maximum
/// left   = reach - pages in use - pages of the request
/// Low    : tried while left >= reach / 8        the pool is not short
/// Normal : tried while left >= reach / 32       the pool is not very short
/// High   : always tried
/// </code>
/// <para>No lock: the numbers may be a moment old. A refusal is remembered as a tick in the pool's record.</para>
/// </remarks>
internal readonly ref struct PoolPressure<TMachine>(TMachine machine, nuint pool)
    where TMachine : struct, IMachine
{
    private const int LowShare = 8;
    private const int NormalShare = 32;
    private const long RecentTickCount = 64; // One second, in ticks of 15.625 ms.

    /// <summary>Whether a value is one of NT's priorities.</summary>
    public static bool IsValid(PoolPriority priority) =>
        (int)priority is 0 or 8 or 9 or 16 or 24 or 25 or 32 or 40 or 41;

    /// <summary>Whether a request may be tried.</summary>
    /// <param name="pageCount">Pages that it may take.</param>
    /// <param name="priority">A valid priority.</param>
    public bool Permits(nuint pageCount, PoolPriority priority)
    {
        int share = LevelOf(priority) switch
        {
            PoolPriority.Low => LowShare,
            PoolPriority.Normal => NormalShare,
            _ => 0,
        };
        return share == 0 || HasLeft(pageCount, share);
    }

    /// <summary>Remembers that the system refused memory, if that is why a request failed.</summary>
    /// <param name="pageCount">Pages that the request may have taken.</param>
    /// <remarks>A pool that could have grown by all of the request, and did not, was refused by the system.</remarks>
    public void NoteFailure(nuint pageCount)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        if (pageCount <= record.MaximumPageCount - record.OwnPageCount)
        {
            record.RefusalTick = Math.Max(1, machine.TickCount);
        }
    }

    /// <summary>The priority without its wish for special pool.</summary>
    private static PoolPriority LevelOf(PoolPriority priority) => (PoolPriority)((int)priority & 0x30);

    private bool HasLeft(nuint pageCount, int share)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        nuint reach = WasRefused(record) ? record.OwnPageCount : record.MaximumPageCount;
        nuint inUse = record.PagesInUse;
        return pageCount <= reach && inUse <= reach - pageCount && reach - pageCount - inUse >= reach / (nuint)share;
    }

    private bool WasRefused(PoolRecord<TMachine> record)
    {
        long tick = record.RefusalTick;
        return tick != 0 && machine.TickCount - tick < RecentTickCount;
    }
}

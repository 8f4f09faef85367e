using System;
using System.Threading;
using ExPool.Ex;
using ExPool.Ex.Views;

namespace ExPool;

// When little or plenty is left of a pool, for who wants to know before a request is refused.
public sealed partial class Executive<TMachine>
{
    private const int ConditionCount = 4;

    // The conditions that held at the last look: bits by PoolCondition. Who listens, and what was said, is no state of
    // the pools: a dump computes the conditions from the same numbers.
    private int _conditions;

    /// <summary>
    /// A condition began to hold or ended. Raised by <see cref="AdjustLookasideDepth"/>, so once a second, on the
    /// thread that calls it and outside of all locks: a handler may allocate, free and trim.
    /// </summary>
    /// <remarks>NT's notification events in \KernelObjects. What changed and changed back between two looks is not
    /// told. No allocation looks at this.</remarks>
    public event EventHandler<PoolConditionEventArgs>? ConditionChanged;

    /// <summary>How much of a pool is left now.</summary>
    /// <param name="kind">The pool.</param>
    public PoolRoom RoomOf(PoolKind kind)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return MeasureRoom(kind);
    }

    /// <summary>Whether a condition holds now.</summary>
    /// <param name="condition">Which condition.</param>
    public bool Holds(PoolCondition condition) =>
        condition is >= PoolCondition.LowNonPagedPool and <= PoolCondition.HighPagedPool
            ? Holds(condition, RoomOf(KindOf(condition)))
            : throw new ArgumentOutOfRangeException(nameof(condition), condition, "There is no such condition.");

    private static PoolKind KindOf(PoolCondition condition) =>
        condition < PoolCondition.LowPagedPool ? PoolKind.NonPaged : PoolKind.Paged;

    private static bool Holds(PoolCondition condition, PoolRoom room) =>
        condition is PoolCondition.LowNonPagedPool or PoolCondition.LowPagedPool ? room.IsLow : room.IsHigh;

    /// <summary>Compares the conditions with those of the last look, and tells what changed.</summary>
    private void TellConditions()
    {
        int now = FindConditions();

        // Each change is told by one caller, however many look at once.
        int changed = Interlocked.Exchange(ref _conditions, now) ^ now;
        for (int bit = 0; bit < ConditionCount && ConditionChanged is { } listeners; bit++)
        {
            if ((changed >> bit & 1) != 0)
            {
                PoolCondition condition = (PoolCondition)bit;
                listeners(this, new(condition, (now >> bit & 1) != 0, MeasureRoom(KindOf(condition))));
            }
        }
    }

    private int FindConditions()
    {
        int found = 0;
        for (int bit = 0; bit < ConditionCount; bit++)
        {
            PoolCondition condition = (PoolCondition)bit;
            found |= Holds(condition, MeasureRoom(KindOf(condition))) ? 1 << bit : 0;
        }

        return found;
    }

    private PoolRoom MeasureRoom(PoolKind kind)
    {
        nuint pool = (kind == PoolKind.Paged ? _paged : _nonPaged).Pages.Record;
        PoolRecord<TMachine> record = new(_machine, pool);
        const int Shift = PoolGeometry<TMachine>.PageShift;
        ulong maximum = record.MaximumPageCount;
        ulong inUse = Math.Min(record.PagesInUse, maximum);
        return new(kind, (maximum - inUse) << Shift, maximum << Shift);
    }
}

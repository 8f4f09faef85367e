using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Once a second: busy look-aside lists become deeper, idle ones shrink and give their blocks back.</summary>
/// <remarks>
/// <para>NT's ExAdjustLookasideDepth, called by the balance set manager. NT's constants are not documented
/// (docs/sources.md#look-aside-lists); the rule here is our own. With o operations of a list, allocations and
/// frees, and m of them misses, since the last call:</para>
/// <code>
/// o = 0           limit = limit / 2, and 0 below 4; what lies above it goes back to the pool
/// o below limit   limit = max(4, limit / 2)
/// m above o / 16  limit = min(256, 2 * limit)
/// otherwise       as it was
/// </code>
/// <para>A limit also stays within the bytes that a processor may hold (ExecutiveOptions). Between two calls
/// a list that overflows doubles its limit itself (ProcessorLists), so a burst need not wait. A shared list
/// from which nothing was taken since the last call gives half of its blocks back.</para>
/// <para>What it buys is measured in bench/results (the tuner's table).</para>
/// </remarks>
internal sealed class LookasideTuner<TMachine>(
    TMachine machine,
    nuint root,
    ProcessorTable<TMachine> processors,
    ProcessorLists<TMachine> nonPaged,
    ProcessorLists<TMachine> paged,
    StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    private const uint Minimum = LookasideLimits.MinimumDepth;

    /// <summary>The limit that follows from one period.</summary>
    /// <param name="limit">The limit before.</param>
    /// <param name="operations">Allocations and frees of the period.</param>
    /// <param name="misses">Those of them that the list did not serve.</param>
    public static uint Next(uint limit, ulong operations, ulong misses)
    {
        uint half = limit / 2;
        if (operations == 0)
        {
            return half < Minimum ? 0 : half;
        }

        if (operations < limit)
        {
            return half < Minimum ? System.Math.Min(limit, Minimum) : half;
        }

        return misses > operations / 16 ? System.Math.Min(limit * 2, LookasideLimits.MaximumDepth) : limit;
    }

    /// <summary>Tunes every list once. Does nothing while another thread tunes or drains.</summary>
    public void Adjust()
    {
        if (!TryEnter())
        {
            return;
        }

        try
        {
            for (uint number = 0; number < processors.Count; number++)
            {
                nuint processor = processors.At(number);
                if (processor != 0)
                {
                    Adjust(processor);
                }
            }

            nonPaged.AdjustShared();
            paged.AdjustShared();
            RootRecord<TMachine> record = new(machine, root);
            record.BalanceCount++;
            record.BalanceTick = machine.TickCount;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Gives every block of every list back to the pools, but for those of processors that are inside
    /// of a list and do not come out; above APC_LEVEL those of nonpaged pool only, since no page can be brought in
    /// there.</summary>
    public void Drain()
    {
        bool mayTouchPaged = machine.CurrentIrql <= Irql.Apc;
        for (int round = 0; !TryEnter(); round++)
        {
            if (!mayTouchPaged)
            {
                // Whoever is inside may have been interrupted here while a page came in: it does not come out.
                return;
            }

            // Whoever is inside gives blocks back too.
            machine.Relax(round);
            if (gate.IsClosed)
            {
                gate.Refuse();
            }
        }

        try
        {
            for (uint number = 0; number < processors.Count; number++)
            {
                nuint processor = processors.At(number);
                if (processor != 0 && (nonPaged.HoldsAny(processor) || paged.HoldsAny(processor)))
                {
                    using ListStop<TMachine> stop = new(machine, processor, gate);
                    if (stop.IsHeld)
                    {
                        nonPaged.Empty(processor);
                        if (mayTouchPaged)
                        {
                            paged.Empty(processor);
                        }
                    }
                }
            }

            nonPaged.EmptyShared();
            if (mayTouchPaged)
            {
                paged.EmptyShared();
            }

            RootRecord<TMachine> record = new(machine, root);
            record.DrainCount++;
        }
        finally
        {
            Leave();
        }
    }

    private void Adjust(nuint processor)
    {
        // Looked at first, so that a processor whose lists are as they should be is not stopped.
        if (!nonPaged.IsToAdjust(processor) && !paged.IsToAdjust(processor))
        {
            nonPaged.NotePeriod(processor);
            paged.NotePeriod(processor);
            return;
        }

        using ListStop<TMachine> stop = new(machine, processor, gate);
        if (stop.IsHeld)
        {
            nonPaged.Adjust(processor);
            paged.Adjust(processor);
        }
    }

    private bool TryEnter() =>
        Cell<TMachine>.Exchange(machine, root + RootRecord<TMachine>.BalanceLockOffset, 1, 0) == 0;

    private void Leave() => Cell<TMachine>.Publish32(machine, root + RootRecord<TMachine>.BalanceLockOffset, 0);
}

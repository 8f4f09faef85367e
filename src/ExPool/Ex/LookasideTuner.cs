using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Once a second: busy look-aside lists become deeper, idle ones shrink and give their blocks back.</summary>
/// <remarks>
/// <para>NT's ExAdjustLookasideDepth, called by the balance set manager. The rule is that of
/// <see cref="LookasideDepth"/>, with allocations and frees as requests; a list of which nothing was asked ends at 0,
/// and what lies above a limit goes back to the pool.</para>
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

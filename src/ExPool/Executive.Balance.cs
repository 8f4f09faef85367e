using System;
using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Ke;

namespace ExPool;

// What is done once a second, and what is done when memory is wanted back.
public sealed partial class Executive<TMachine>
{
    /// <summary>
    /// Makes busy look-aside lists deeper and idle ones shallower, gives pages that lay unused for a while back to the
    /// system, and raises <see cref="ConditionChanged"/>. To be called once a second; <see cref="BalanceSetManager"/>
    /// does.
    /// </summary>
    /// <remarks>NT's ExAdjustLookasideDepth, which the balance set manager calls. No allocation waits for it.</remarks>
    public void AdjustLookasideDepth()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_gate.IsClosed)
        {
            return;
        }

        _tuner.Adjust();
        AdjustLookasideLists();
        _nonPaged.Pages.ReturnQuietPages();
        _paged.Pages.ReturnQuietPages();
        TellConditions();
    }

    /// <summary>Gives what lies in look-aside lists back to the pools, and every free page to the system.</summary>
    /// <returns>Bytes that were given back to the system.</returns>
    /// <remarks>The lists fill again as they are used. Lists of a thread that has a
    /// <see cref="PoolProcessor{TMachine}"/> open are left alone.</remarks>
    public ulong Trim()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        _tuner.Drain();
        ulong pageCount = _nonPaged.Pages.ReturnQuietPages(quietSeconds: 0)
            + _paged.Pages.ReturnQuietPages(quietSeconds: 0);
        return pageCount << 12;
    }

    /// <summary>Opens the running processor's own context, for loops that allocate and free a lot.</summary>
    /// <example>
    /// <code>
    /// using PoolProcessor&lt;HostMachine&gt; processor = pools.EnterProcessor();
    /// nuint block = processor.Allocate(PoolFlags.NonPaged, 64, "Node");
    /// processor.Free(block, "Node");
    /// </code>
    /// </example>
    public PoolProcessor<TMachine> EnterProcessor() => new(this);

    /// <summary>Opens a context of the running processor; 0 when it has no lists, or runs above
    /// PASSIVE_LEVEL.</summary>
    internal nuint OpenProcessor()
    {
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        nuint processor = _processors.Current();
        if (processor == 0 || _machine.CurrentIrql != Irql.Passive)
        {
            return 0;
        }

        ProcessorRecord<TMachine> record = new(_machine, processor);
        record.ScopeCount++;
        if (record.Stop == 0)
        {
            return ProcessorRecord<TMachine>.ControlOf(processor);
        }

        // Somebody works on the lists: this context goes around them.
        record.ScopeCount--;
        return 0;
    }

    /// <summary>Makes the ring of frees that a processor puts off; 0 without memory for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal nuint MakeDeferred(nuint control)
    {
        nuint ring = _tables.Take(DeferredRecord<TMachine>.ByteCount);
        ProcessorRecord<TMachine>.SetDeferred(_machine, control, ring);
        return ring;
    }

    /// <summary>Whether the pools run: not stopped, not disposed.</summary>
    internal bool IsOpen => !_gate.IsClosed;

    /// <summary>Closes a context.</summary>
    internal void CloseProcessor(nuint control)
    {
        if (control != 0 && !_isDisposed)
        {
            ProcessorRecord<TMachine> record = new(_machine, ProcessorRecord<TMachine>.OfControl(control));
            record.ScopeCount -= Math.Min(record.ScopeCount, 1u); // Closed twice is closed.
        }
    }
}

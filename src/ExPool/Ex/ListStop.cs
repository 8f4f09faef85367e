using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Keeps a processor out of its own look-aside lists from construction to Dispose, so that another
/// one may work on them.</summary>
/// <remarks>
/// The owner is not held up: while its lists are stopped it goes around them. It is busy only for the
/// handful of instructions of a list operation; if it does not come out of one soon, because the system took
/// its processor away, or because it has a context open, IsHeld is false and the lists are left alone.
/// </remarks>
internal readonly ref struct ListStop<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private const int MaximumRounds = 64;

    private readonly TMachine _machine;
    private readonly nuint _processor;
    private readonly StopGate<TMachine> _gate;

    /// <summary>Stops a processor's lists. One caller at a time for all processors.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="processor">The processor's block.</param>
    /// <param name="gate">When the pools were stopped, the lists stay stopped.</param>
    public ListStop(TMachine machine, nuint processor, StopGate<TMachine> gate)
    {
        _machine = machine;
        _processor = processor;
        _gate = gate;
        ProcessorRecord<TMachine> record = new(machine, processor) { Stop = 1 };
        record.ShowIndex(isShown: false);
        machine.SynchronizeProcessors();
        IsHeld = Wait(record);

        // An owner that was showing its mask when it was stopped has done so by now.
        record.ShowIndex(isShown: false);
    }

    /// <summary>Whether the lists may be worked on.</summary>
    public bool IsHeld { get; }

    public void Dispose()
    {
        if (_gate.IsClosed)
        {
            return;
        }

        ProcessorRecord<TMachine> record = new(_machine, _processor);
        record.ShowIndex(isShown: true);
        record.Stop = 0;
    }

    private bool Wait(ProcessorRecord<TMachine> record)
    {
        // Its own lists a thread may always work on: it is here, so it is inside of none.
        if (_processor == _machine.ProcessorControl)
        {
            return true;
        }

        for (int round = 0; round < MaximumRounds && record.ScopeCount == 0; round++)
        {
            if (record.Busy == 0)
            {
                return true;
            }

            _machine.Relax(round);
        }

        return false;
    }
}

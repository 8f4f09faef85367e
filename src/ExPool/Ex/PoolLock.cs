using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Holds one lock word from construction to Dispose, with the level raised.</summary>
/// <remarks>
/// The word is 0 when free and 1 when held. Nothing slow is done under it: no system call, no managed
/// allocation, no callback. A waiter gives up when the pools are stopped, because the holder may have
/// thrown. A lock that guards blocks of paged pool is held at APC_LEVEL, since those blocks may be paged
/// out; all others at DISPATCH_LEVEL.
/// </remarks>
internal readonly ref struct PoolLock<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;
    private readonly nuint _address;
    private readonly Irql _before;

    /// <summary>Waits for the lock and takes it.</summary>
    /// <param name="machine">Whose memory the word is in.</param>
    /// <param name="address">The lock word.</param>
    /// <param name="level">The level to hold it at.</param>
    /// <param name="gate">Tells a waiter when to give up.</param>
    public PoolLock(TMachine machine, nuint address, Irql level, StopGate<TMachine> gate)
    {
        _machine = machine;
        _address = address;
        _before = machine.RaiseIrql(level);
        WaitCount = 0;
        while (Cell<TMachine>.Exchange(machine, address, 1, 0) != 0)
        {
            Wait(gate, WaitCount);
            WaitCount++;
        }

        if (gate.IsClosed)
        {
            // The one who held it before may have found damage: what it guards is not to be trusted any more.
            Dispose();
            gate.Refuse();
        }
    }

    /// <summary>How many times the lock was found taken.</summary>
    public int WaitCount { get; }

    /// <summary>Whether a lock is free now; it may not be a moment later.</summary>
    public static bool IsFree(TMachine machine, nuint address) =>
        Cell<TMachine>.ReadShared32(machine, address) == 0;

    public void Dispose()
    {
        Cell<TMachine>.Publish32(_machine, _address, 0);
        _machine.LowerIrql(_before);
    }

    private void Wait(StopGate<TMachine> gate, int waitCount)
    {
        for (int round = 0; !IsFree(_machine, _address); round++)
        {
            if (gate.IsClosed)
            {
                _machine.LowerIrql(_before);
                gate.Refuse();
            }

            _machine.Relax(round + waitCount);
        }
    }
}

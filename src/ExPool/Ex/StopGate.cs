using System;
using System.Diagnostics.CodeAnalysis;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Decides what a stop does to the pools: a mistake changes nothing, damage ends them.</summary>
/// <remarks>
/// A caller's mistake is found before any state is changed; it is thrown and forgotten. Damage is final:
/// the first one wins, is written into the root block, and every later call, and every thread that waits
/// for a lock, gets the same stop.
/// </remarks>
internal sealed class StopGate<TMachine>(TMachine machine, nuint root)
    where TMachine : struct, IMachine
{
    private const uint Running = 0;
    private const uint BeingWritten = 1;
    private const uint Stopped = 2;

    // Pools that are opened again stay stopped.
    private volatile bool _isClosed =
        Cell<TMachine>.ReadShared32(machine, root + RootRecord<TMachine>.StopStateOffset) != Running;
    private volatile bool _isDisposed;

    /// <summary>True when no call may go on: the pools were stopped, or given back.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>No call goes on from here.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _isClosed = true;
    }

    /// <summary>Throws why no call may go on.</summary>
    [DoesNotReturn]
    public void Refuse()
    {
        if (_isDisposed)
        {
            throw new ObjectDisposedException(machine.Identity.Name, "The pools are disposed.");
        }

        machine.BugCheck(Recorded());
    }

    /// <summary>A caller used the pool wrongly. The pools go on.</summary>
    [DoesNotReturn]
    public void Mistake(in BugCheck stop) => machine.BugCheck(stop);

    /// <summary>A header or a list is damaged. The pools end.</summary>
    [DoesNotReturn]
    public void Damage(in BugCheck stop)
    {
        nuint state = root + RootRecord<TMachine>.StopStateOffset;
        if (Cell<TMachine>.Exchange(machine, state, BeingWritten, Running) == Running)
        {
            Record(stop);
            Cell<TMachine>.Publish32(machine, state, Stopped);
            _isClosed = true;
            StopLists();
        }

        machine.BugCheck(Recorded());
    }

    /// <summary>No processor finds anything on its shortest way any more: every call comes to the door.</summary>
    private void StopLists()
    {
        RootRecord<TMachine> record = new(machine, root);
        uint count = Cell<TMachine>.ReadShared32(machine, root + RootRecord<TMachine>.ProcessorCountOffset);
        for (uint number = 0; number < count; number++)
        {
            nuint processor = (nuint)Cell<TMachine>.ReadShared(
                machine, record.ProcessorsAddress + ((nuint)number * sizeof(ulong)));
            if (processor != 0)
            {
                ProcessorRecord<TMachine> owner = new(machine, processor) { Stop = 1 };
                owner.ShowIndex(isShown: false);
            }
        }
    }

    private void Record(in BugCheck stop)
    {
        RootRecord<TMachine> record = new(machine, root);
        record.StopCode = (uint)stop.Code;
        record.StopTag = stop.Tag.Value;
        record.StopAddress = stop.Address;
        ReadOnlySpan<ulong> parameters = [stop.Parameter1, stop.Parameter2, stop.Parameter3, stop.Parameter4];
        for (int index = 0; index < parameters.Length; index++)
        {
            Cell<TMachine>.Write(machine, ParameterAddress(index), parameters[index]);
        }
    }

    private BugCheck Recorded()
    {
        RootRecord<TMachine> record = new(machine, root);
        for (int round = 0; record.StopState != Stopped; round++)
        {
            machine.Relax(round);
        }

        return new BugCheck(
            (BugCheckCode)record.StopCode,
            Cell<TMachine>.Read<ulong>(machine, ParameterAddress(0)),
            Cell<TMachine>.Read<ulong>(machine, ParameterAddress(1)),
            Cell<TMachine>.Read<ulong>(machine, ParameterAddress(2)),
            Cell<TMachine>.Read<ulong>(machine, ParameterAddress(3)),
            new PoolTag(record.StopTag),
            record.StopAddress);
    }

    private nuint ParameterAddress(int index) =>
        root + RootRecord<TMachine>.StopParametersOffset + (nuint)(index * 8);
}

using System;
using System.Collections.Generic;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Machines;

/// <summary>What every contract asks of a machine's tests: machines for its executives, and their end.</summary>
/// <remarks>
/// One sealed subclass for each machine. Of two executives each has a machine of its own, and both may live at once.
/// </remarks>
public abstract class MachineContract<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private readonly List<Executive<TMachine>> _booted = [];

    private protected static Geometry Sizes => Geometry.Of<TMachine>();

    /// <summary>Whether several threads of this process may use the machine at once, each as a processor. Where they
    /// may not, one thread shows what one can, and tests that are about several are skipped.</summary>
    protected virtual bool SupportsThreads => true;

    /// <summary>Whether each machine has addresses of its own: one of another machine may be one of this.</summary>
    protected virtual bool HasOwnAddresses => false;

    /// <summary>Whether the machine can say who calls the pools.</summary>
    protected virtual bool NamesCallers => true;

    public void Dispose()
    {
        while (_booted.Count > 0)
        {
            End(_booted[^1]);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A new machine, which no other executive uses.</summary>
    protected abstract TMachine CreateMachine();

    /// <summary>Ends a machine whose executive is gone.</summary>
    protected virtual void DisposeMachine(TMachine machine)
    {
    }

    /// <summary>Starts pools on a machine of their own; both end with the test.</summary>
    private protected Executive<TMachine> Boot(ExecutiveOptions? options = null)
    {
        TMachine machine = CreateMachine();
        try
        {
            Executive<TMachine> pools = Executive<TMachine>.Boot(machine, options ?? TestPools.Options);
            _booted.Add(pools);
            return pools;
        }
        catch
        {
            DisposeMachine(machine);
            throw;
        }
    }

    /// <summary>Ends pools and their machine before the test ends: for tests that make many of them.</summary>
    private protected void End(Executive<TMachine> pools)
    {
        _booted.Remove(pools);
        pools.Dispose();
        DisposeMachine(pools.Machine);
    }

    /// <summary>Skips a test of what only several threads at once can show.</summary>
    private protected void RequireThreads() =>
        Assert.SkipUnless(SupportsThreads, $"One thread at a time uses {typeof(TMachine).Name}.");
}

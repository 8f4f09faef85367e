using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool.Contract.Tests.Contract;

/// <summary>Everything that an executive promises, whatever machine it runs on.</summary>
/// <remarks>
/// One sealed subclass a machine; each file of this class holds the promises of one subject.
/// </remarks>
public abstract partial class PoolContract<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private readonly List<Executive<TMachine>> _booted = [];

    private static Geometry Sizes => Geometry.Of<TMachine>();

    public void Dispose()
    {
        foreach (Executive<TMachine> pools in _booted)
        {
            pools.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A new machine, which no other executive uses.</summary>
    protected abstract TMachine CreateMachine();

    private Executive<TMachine> Boot(ExecutiveOptions? options = null)
    {
        Executive<TMachine> pools = Executive<TMachine>.Boot(CreateMachine(), options ?? TestPools.Options);
        _booted.Add(pools);
        return pools;
    }

    /// <summary>The blocks of a page in address order, as the walker sees them.</summary>
    private static PoolBlockInfo[] Page(Executive<TMachine> pools, nuint address) =>
        [.. pools.OpenReader().ReadPage(address)];

    /// <summary>The block whose payload starts here, as the walker sees it.</summary>
    private static PoolBlockInfo Block(Executive<TMachine> pools, nuint payload) =>
        Page(pools, payload).Single(block => block.PayloadAddress == payload);
}

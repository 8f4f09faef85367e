using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool.Contract.Tests.Contract;

/// <summary>Everything that an executive promises, whatever machine it runs on.</summary>
/// <remarks>
/// One sealed subclass a machine; each file of this class holds the promises of one subject.
/// </remarks>
public abstract partial class PoolContract<TMachine> : MachineContract<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>The blocks of a page in address order, as the walker sees them.</summary>
    private static PoolBlockInfo[] Page(Executive<TMachine> pools, nuint address) =>
        [.. pools.OpenReader().ReadPage(address)];

    /// <summary>The block whose payload starts here, as the walker sees it.</summary>
    private static PoolBlockInfo Block(Executive<TMachine> pools, nuint payload) =>
        Page(pools, payload).Single(block => block.PayloadAddress == payload);
}

using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Contract;

public sealed class HostMachineContract : PoolContract<HostMachine>
{
    protected override HostMachine CreateMachine() => TestPools.Host();
}

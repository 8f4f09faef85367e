using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Contract;

public sealed class LowResourcesContract : PoolContract<LowResources<HostMachine>>
{
    protected override LowResources<HostMachine> CreateMachine() =>
        new(TestPools.Host(), CommitFaults.None());
}

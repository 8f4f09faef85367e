using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Contract;

public sealed class NtLayout32Contract : PoolContract<NtLayout32<HostMachine>>
{
    protected override NtLayout32<HostMachine> CreateMachine() => new(TestPools.Host());
}

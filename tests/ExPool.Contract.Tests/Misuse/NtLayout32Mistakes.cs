using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Misuse;

public sealed class NtLayout32Mistakes : MistakeContract<NtLayout32<HostMachine>>
{
    protected override bool HasOwnAddresses => true;

    protected override NtLayout32<HostMachine> CreateMachine() => new(TestPools.Host());
}

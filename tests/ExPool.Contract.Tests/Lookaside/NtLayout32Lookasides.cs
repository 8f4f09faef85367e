using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Lookaside;

public sealed class NtLayout32Lookasides : LookasideContract<NtLayout32<HostMachine>>
{
    protected override NtLayout32<HostMachine> CreateMachine() => new(TestPools.Host());
}

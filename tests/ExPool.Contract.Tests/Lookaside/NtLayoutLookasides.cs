using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Lookaside;

public sealed class NtLayoutLookasides : LookasideContract<NtLayout64<HostMachine>>
{
    protected override NtLayout64<HostMachine> CreateMachine() => new(TestPools.Host());
}

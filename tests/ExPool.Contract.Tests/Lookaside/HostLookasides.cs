using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Lookaside;

public sealed class HostLookasides : LookasideContract<HostMachine>
{
    protected override HostMachine CreateMachine() => TestPools.Host();
}

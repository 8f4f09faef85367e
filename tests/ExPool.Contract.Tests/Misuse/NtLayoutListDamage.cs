using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Misuse;

public sealed class NtLayoutListDamage : DamageContract<NtLayout64<HostMachine>>
{
    protected override bool HasLists => true;

    protected override NtLayout64<HostMachine> CreateMachine() => new(TestPools.Host());
}

using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Misuse;

public sealed class HostListDamage : DamageContract<HostMachine>
{
    protected override bool HasLists => true;

    protected override HostMachine CreateMachine() => TestPools.Host();
}

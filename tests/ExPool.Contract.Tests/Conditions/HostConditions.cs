using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Conditions;

public sealed class HostConditions : ConditionContract<HostMachine>
{
    protected override HostMachine CreateMachine() => TestPools.Host();
}

using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Quota;

public sealed class HostQuota : QuotaContract<HostMachine>
{
    protected override HostMachine CreateMachine() => TestPools.Host();
}

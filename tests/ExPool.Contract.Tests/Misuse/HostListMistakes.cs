using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Misuse;

public sealed class HostListMistakes : ListMistakeContract<HostMachine>
{
    protected override HostMachine CreateMachine() => TestPools.Host();
}

using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Misuse;

public sealed class HostMistakes : MistakeContract<HostMachine>
{
    protected override HostMachine CreateMachine() => TestPools.Host();
}

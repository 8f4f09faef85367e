using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Sequences;

public sealed class HostSequences : RandomSequences<HostMachine>
{
    protected override HostMachine CreateMachine() => TestPools.Host();
}

using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Sequences;

public sealed class HostListSequences : RandomSequences<HostMachine>
{
    protected override bool HasLists => true;

    protected override HostMachine CreateMachine() => TestPools.Host();
}

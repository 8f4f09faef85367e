using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Sequences;

public sealed class NtLayout32ListSequences : RandomSequences<NtLayout32<HostMachine>>
{
    protected override bool HasLists => true;

    protected override NtLayout32<HostMachine> CreateMachine() => new(TestPools.Host());
}

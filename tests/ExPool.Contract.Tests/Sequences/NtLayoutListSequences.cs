using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;

namespace ExPool.Contract.Tests.Sequences;

public sealed class NtLayoutListSequences : RandomSequences<NtLayout64<HostMachine>>
{
    protected override bool HasLists => true;

    protected override NtLayout64<HostMachine> CreateMachine() => new(TestPools.Host());
}

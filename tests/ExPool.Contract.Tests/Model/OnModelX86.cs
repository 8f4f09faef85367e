using ExPool.Contract.Tests.Contract;
using ExPool.Contract.Tests.Lookaside;
using ExPool.Contract.Tests.Misuse;
using ExPool.Contract.Tests.Quota;
using ExPool.Contract.Tests.Sequences;
using ExPool.Mm;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary>Everything that the pools promise, on a model machine of 32 bits.</summary>
public static class OnModelX86
{
    private static ModelMachine<X86> Create() => ModelMachines.Create<X86>(PagingMode.X86);

    public sealed class Pools : PoolContract<ModelMachine<X86>>
    {
        protected override bool SupportsThreads => false;

        protected override bool NamesCallers => false;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class Lookasides : LookasideContract<ModelMachine<X86>>
    {
        protected override bool SupportsThreads => false;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class Damage : DamageContract<ModelMachine<X86>>
    {
        protected override bool SupportsThreads => false;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class ListDamage : DamageContract<ModelMachine<X86>>
    {
        protected override bool HasLists => true;

        protected override bool SupportsThreads => false;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class Mistakes : MistakeContract<ModelMachine<X86>>
    {
        protected override bool SupportsThreads => false;

        protected override bool HasOwnAddresses => true;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class ListMistakes : ListMistakeContract<ModelMachine<X86>>
    {
        protected override bool SupportsThreads => false;

        protected override bool HasOwnAddresses => true;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class Quota : QuotaContract<ModelMachine<X86>>
    {
        protected override bool SupportsThreads => false;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class Sequences : RandomSequences<ModelMachine<X86>>
    {
        protected override bool SupportsThreads => false;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }

    public sealed class ListSequences : RandomSequences<ModelMachine<X86>>
    {
        protected override bool HasLists => true;

        protected override bool SupportsThreads => false;

        protected override ModelMachine<X86> CreateMachine() => Create();

        protected override void DisposeMachine(ModelMachine<X86> machine) => ModelMachines.Dispose(machine);
    }
}

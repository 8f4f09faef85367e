using ExPool.Contract.Tests.Sequences;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="RandomSequences{TMachine}"/> on a model machine.</summary>
public abstract class ModelRandomSequences<TKind>(ModelForm form) : RandomSequences<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

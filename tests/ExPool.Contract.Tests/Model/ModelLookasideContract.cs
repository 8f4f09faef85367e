using ExPool.Contract.Tests.Lookaside;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="LookasideContract{TMachine}"/> on a model machine.</summary>
public abstract class ModelLookasideContract<TKind>(ModelForm form) : LookasideContract<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

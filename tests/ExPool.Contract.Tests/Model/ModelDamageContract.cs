using ExPool.Contract.Tests.Misuse;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="DamageContract{TMachine}"/> on a model machine.</summary>
public abstract class ModelDamageContract<TKind>(ModelForm form) : DamageContract<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

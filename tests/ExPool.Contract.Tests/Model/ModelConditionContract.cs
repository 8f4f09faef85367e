using ExPool.Contract.Tests.Conditions;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="ConditionContract{TMachine}"/> on a model machine.</summary>
public abstract class ModelConditionContract<TKind>(ModelForm form) : ConditionContract<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

using ExPool.Contract.Tests.Misuse;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="MistakeContract{TMachine}"/> on a model machine.</summary>
public abstract class ModelMistakeContract<TKind>(ModelForm form) : MistakeContract<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override bool HasOwnAddresses => true;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

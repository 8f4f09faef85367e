using ExPool.Contract.Tests.Misuse;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="ListMistakeContract{TMachine}"/> on a model machine.</summary>
public abstract class ModelListMistakeContract<TKind>(ModelForm form) : ListMistakeContract<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override bool HasOwnAddresses => true;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

using ExPool.Contract.Tests.Contract;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="PoolContract{TMachine}"/> on a model machine.</summary>
public abstract class ModelPoolContract<TKind>(ModelForm form) : PoolContract<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override bool NamesCallers => false;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

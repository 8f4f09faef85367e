using ExPool.Contract.Tests.Quota;
using ExPool.Model;

namespace ExPool.Contract.Tests.Model;

/// <summary><see cref="QuotaContract{TMachine}"/> on a model machine.</summary>
public abstract class ModelQuotaContract<TKind>(ModelForm form) : QuotaContract<ModelMachine<TKind>>
    where TKind : struct, IMachineKind
{
    protected override bool SupportsThreads => false;

    protected override ModelMachine<TKind> CreateMachine() => ModelMachines.Create<TKind>(form);

    protected override void DisposeMachine(ModelMachine<TKind> machine) => ModelMachines.Dispose(machine);
}

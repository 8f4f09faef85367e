using ExPool.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Cm;

/// <summary>Makes hives, and takes them apart.</summary>
internal sealed class HiveMaker(SystemContext system, HiveMemory memory, RegistryQuota quota)
{
    private const uint BaseSignature = 0x6667_6572;   // 'regf'

    private readonly StructureForm _form = system.Structures["Hive"];
    private readonly StructureForm _baseForm = system.Structures["HiveBaseBlock"];

    private ModelKernel Kernel => system.Kernel;

    /// <summary>Makes a hive with a root key.</summary>
    public NtStatus Make(CellName name, out nuint address)
    {
        address = 0;
        NtStatus status = quota.TryCharge(_baseForm.ByteCount);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint block = Kernel.Allocate(_form.Pool, _form.ByteCount, _form.Tag);
        nuint first = block == 0 ? 0 : Kernel.Allocate(_baseForm.Pool, _baseForm.ByteCount, _baseForm.Tag);
        if (first == 0)
        {
            FreeIfAny(block, _form.Tag);
            quota.Return(_baseForm.ByteCount);
            return NtStatus.InsufficientResources;
        }

        HiveBlock hive = new(Kernel, block);
        hive.Start(name);
        hive.BaseBlock = first;
        Kernel.SetU32(first, 0, BaseSignature);
        status = TreeOf(hive).CreateRoot(name, out uint root);
        if (status != NtStatus.Success)
        {
            Free(hive);
            return status;
        }

        hive.Root = root;
        address = block;
        return NtStatus.Success;
    }

    /// <summary>Frees a hive with its bins and its map.</summary>
    public void Free(HiveBlock hive)
    {
        TreeOf(hive).RemoveAll(hive);
        Kernel.Free(hive.BaseBlock, _baseForm.Tag);
        Kernel.Free(hive.Address, _form.Tag);
        quota.Return(_baseForm.ByteCount);
    }

    private KeyTree TreeOf(HiveBlock hive) => new(system, memory, quota, hive);

    private void FreeIfAny(nuint block, PoolTag tag)
    {
        if (block != 0)
        {
            Kernel.Free(block, tag);
        }
    }
}

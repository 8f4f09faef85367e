using ExPool.Ke;

namespace ExPool.Model.Ob;

/// <summary>Who pays for pool: the processes of one user share a block with its limits, and what they use is charged
/// there.</summary>
/// <remarks>
/// NT's EPROCESS_QUOTA_BLOCK, which a process inherits from the one that made it. The block holds a count of
/// references, one for each process and each object that is charged, and the number by which the pools know it; they
/// keep the sums. Address 0 stands for the system, which pays nothing.
/// </remarks>
internal sealed class QuotaBlocks(SystemContext system, ObjectMemory memory)
{
    private const string Structure = "QuotaBlock";
    private const int ReferencesOffset = 0;

    private int PayerOffset => memory.Width;

    /// <summary>Makes a block with one reference.</summary>
    /// <param name="name">Whose, for reports: 1 to 32 bytes of UTF-8.</param>
    /// <param name="nonPagedLimit">Bytes; <see langword="null"/>: no limit.</param>
    /// <param name="pagedLimit">Bytes; <see langword="null"/>: no limit.</param>
    /// <param name="block">The block.</param>
    public NtStatus Create(string name, ulong? nonPagedLimit, ulong? pagedLimit, out nuint block)
    {
        Profiles.StructureForm form = system.Structures[Structure];
        block = memory.Kernel.Allocate(form.Pool, form.ByteCount, form.Tag);
        uint payer = block == 0 ? 0 : memory.Kernel.CreatePayer(name, nonPagedLimit, pagedLimit);
        if (payer == 0)
        {
            if (block != 0)
            {
                memory.Kernel.Free(block, form.Tag);
            }

            block = 0;
            return NtStatus.InsufficientResources;
        }

        memory.Write(block, ReferencesOffset, 1);
        memory.Write32(block, PayerOffset, payer);
        return NtStatus.Success;
    }

    /// <summary>Takes a reference.</summary>
    public void Reference(nuint block)
    {
        if (block != 0)
        {
            memory.Write(block, ReferencesOffset, unchecked(memory.Read(block, ReferencesOffset) + 1));
        }
    }

    /// <summary>Gives a reference back; the last one frees the block.</summary>
    public void Dereference(nuint block)
    {
        if (block == 0)
        {
            return;
        }

        nuint left = unchecked(memory.Read(block, ReferencesOffset) - 1);
        memory.Write(block, ReferencesOffset, left);
        if (left == 0)
        {
            memory.Kernel.DeletePayer(memory.Read32(block, PayerOffset));
            memory.Kernel.Free(block, system.Structures[Structure].Tag);
        }
    }

    /// <summary>Charges bytes of both pools, or none.</summary>
    /// <returns>Success, or QuotaExceeded.</returns>
    public NtStatus Charge(nuint block, ulong nonPaged, ulong paged)
    {
        if (block == 0)
        {
            return NtStatus.Success;
        }

        uint payer = memory.Read32(block, PayerOffset);
        NtStatus status = nonPaged == 0 ? NtStatus.Success : memory.Kernel.Charge(payer, PoolKind.NonPaged, nonPaged);
        if (status == NtStatus.Success && paged != 0)
        {
            status = memory.Kernel.Charge(payer, PoolKind.Paged, paged);
            if (status != NtStatus.Success && nonPaged != 0)
            {
                memory.Kernel.ReturnCharge(payer, PoolKind.NonPaged, nonPaged);
            }
        }

        return status;
    }

    /// <summary>Gives back what was charged.</summary>
    public void Return(nuint block, ulong nonPaged, ulong paged)
    {
        if (block == 0)
        {
            return;
        }

        uint payer = memory.Read32(block, PayerOffset);
        if (nonPaged != 0)
        {
            memory.Kernel.ReturnCharge(payer, PoolKind.NonPaged, nonPaged);
        }

        if (paged != 0)
        {
            memory.Kernel.ReturnCharge(payer, PoolKind.Paged, paged);
        }
    }

    /// <summary>Bytes of a pool that are charged.</summary>
    public ulong UsageOf(nuint block, PoolKind kind) =>
        memory.Kernel.UsageOf(memory.Read32(block, PayerOffset), kind);
}

using ExPool.Ke;
using ExPool.Model.Vm;

namespace ExPool.Model.Ps;

/// <summary>The user addresses of processes, as processes and threads ask for them: by the number of a
/// space.</summary>
internal sealed class ProcessMemory(ProcessSpaces spaces)
{
    /// <summary>Makes an address space.</summary>
    /// <param name="minimumWorkingSet">Pages that are always kept for it.</param>
    /// <param name="number">Its number; 0 when there is none.</param>
    public NtStatus Create(uint minimumWorkingSet, out uint number)
    {
        NtStatus status = spaces.Create(out UserSpace? space, minimumWorkingSet);
        number = space?.Number ?? 0;
        return status;
    }

    /// <summary>Deletes an address space with all that lies in it.</summary>
    public void Delete(uint number)
    {
        if (spaces.Find(number) is UserSpace space)
        {
            spaces.Delete(space);
        }
    }

    /// <summary>Pages that were promised to a space, and bytes of addresses that are reserved in it.</summary>
    public (ulong CommitPages, ulong VirtualBytes) UsageOf(uint number) =>
        spaces.Find(number) is UserSpace space ? (space.Space.CommitCount, space.VirtualByteCount) : (0, 0);

    /// <summary>Reserves addresses, and commits the highest of them, as a stack has it.</summary>
    /// <returns>Success, NoMemory without addresses, CommitmentLimit, InsufficientResources: then nothing was
    /// taken.</returns>
    public NtStatus Allocate(uint number, nuint byteCount, nuint committed, out nuint address)
    {
        address = 0;
        if (spaces.Find(number) is not UserSpace space)
        {
            return NtStatus.ProcessIsTerminating;
        }

        NtStatus status = space.Reserve(ref address, byteCount);
        if (status == NtStatus.Success && committed != 0)
        {
            status = space.Commit(address + (byteCount - committed), committed);
            if (status != NtStatus.Success)
            {
                space.Release(address);
                address = 0;
            }
        }

        return status;
    }

    /// <summary>Commits reserved pages.</summary>
    public NtStatus Commit(uint number, nuint address, nuint byteCount) =>
        spaces.Find(number)?.Commit(address, byteCount) ?? NtStatus.ProcessIsTerminating;

    /// <summary>Takes the memory of pages back, which stay reserved.</summary>
    public void Decommit(uint number, nuint address, nuint byteCount) =>
        spaces.Find(number)?.Decommit(address, byteCount);

    /// <summary>Takes reserved addresses back with their memory.</summary>
    public void Release(uint number, nuint address) => spaces.Find(number)?.Release(address);
}

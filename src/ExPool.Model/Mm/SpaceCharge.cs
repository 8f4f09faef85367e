using ExPool.Ke;

namespace ExPool.Model.Mm;

/// <summary>What one address space takes of the machine's promises, and of the frames that may stay in RAM.</summary>
/// <remarks>Used = pages that were charged here and not given back: the space's own pages, frames and tables. All
/// spaces together have what the machine promised.</remarks>
internal sealed class SpaceCharge(CommitCharge commit, ResidentPages resident)
{
    /// <summary>Pages that were promised to the space.</summary>
    public ulong Used { get; set; }

    /// <summary>Promises pages.</summary>
    /// <returns>False when the machine has no promise left.</returns>
    public bool TryTake(ulong pageCount)
    {
        if (!commit.TryCharge(pageCount))
        {
            return false;
        }

        Used += pageCount;
        return true;
    }

    /// <summary>Promises pages that stay in RAM.</summary>
    /// <returns>InsufficientResources or CommitmentLimit: then nothing was taken.</returns>
    public NtStatus TakeResident(ulong pageCount)
    {
        if (!resident.TryTake(pageCount))
        {
            return NtStatus.InsufficientResources;
        }

        if (!TryTake(pageCount))
        {
            resident.Return(pageCount);
            return NtStatus.CommitmentLimit;
        }

        return NtStatus.Success;
    }

    /// <summary>Promises a page that stays in RAM, of the reserve where nothing else is left: the system's
    /// tables.</summary>
    public bool TryTakeOfReserve()
    {
        if (!TryTake(1))
        {
            return false;
        }

        resident.Take(1);
        return true;
    }

    /// <summary>Takes a promise back.</summary>
    public void Return(ulong pageCount)
    {
        commit.Return(pageCount);
        Used -= pageCount;
    }

    /// <summary>Takes the promise of pages back that do not stay in RAM any more.</summary>
    public void ReturnResident(ulong pageCount)
    {
        Return(pageCount);
        resident.Return(pageCount);
    }
}

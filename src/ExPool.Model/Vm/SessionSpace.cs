using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Vm;

/// <summary>What the processes of one session share: the same addresses as in every session, and pages of its
/// own.</summary>
/// <remarks>
/// NT's session space. A processor sees it while it uses the space of a process that is in the session
/// (<see cref="ProcessSpaces.Attach"/>). The pages join the session's working set. Whoever hands pages out, a pool or
/// views, sets its own limits. What fails changes nothing; what is not reserved may not be named.
/// </remarks>
internal sealed class SessionSpace(AddressSpace space)
{
    /// <summary>Its tables and pages.</summary>
    public AddressSpace Space { get; } = space;

    /// <summary>What it is known by: a number among all spaces, from 1.</summary>
    public uint Number => Space.Number;

    /// <summary>Its addresses, the same in all sessions, and which are given out.</summary>
    public SystemRange Range => Space.Range!;

    /// <summary>Pages that were promised to it, with its page tables.</summary>
    public ulong CommitCount => Space.CommitCount;

    /// <summary>Reserves pages that follow each other.</summary>
    /// <returns><see cref="NtStatus.NoMemory"/> when there is no such room.</returns>
    public NtStatus Reserve(nuint pageCount, out nuint address)
    {
        address = Range.Take(pageCount);
        return address == 0 ? NtStatus.NoMemory : NtStatus.Success;
    }

    /// <summary>Promises reserved pages that have none; the first touch of each makes one of zeros.</summary>
    public NtStatus Commit(nuint address, nuint pageCount) => Space.Pages.CommitPageable(address, pageCount);

    /// <summary>Gives reserved pages frames that stay.</summary>
    public NtStatus CommitNonPaged(nuint address, nuint pageCount) => Space.Pages.CommitNonPaged(address, pageCount);

    /// <summary>Takes the memory of pages back; they stay reserved.</summary>
    public void Decommit(nuint address, nuint pageCount) => Space.Pages.Decommit(address, pageCount);

    /// <summary>Takes reserved pages back, with their memory.</summary>
    public void Release(nuint address, nuint pageCount)
    {
        Space.Pages.Release(address, pageCount);
        Range.Return(address, pageCount);
    }

    /// <summary>Pages of a range that are in RAM now.</summary>
    public nuint CountResident(nuint address, nuint pageCount) => Space.Pages.CountResident(address, pageCount);

    /// <summary>The end of its addresses.</summary>
    public nuint End => Range.Start + ((nuint)Range.Pages.Length << PhysicalMemory.PageShift);
}

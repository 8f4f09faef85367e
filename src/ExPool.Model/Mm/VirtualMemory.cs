using System.Diagnostics;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Gives reserved pages memory, takes it back, and says what may be done with them.</summary>
/// <remarks>Nonpaged pages get their frames at once; pageable ones get a promise, and a frame at the first touch.
/// Charged = pages that were committed and not given back.</remarks>
internal sealed unsafe class VirtualMemory(
    PhysicalMemory memory,
    PfnDatabase pfn,
    PageLists lists,
    FrameSource frames,
    PageTables tables,
    PagingFiles files,
    WorkingSet workingSet,
    SpaceCharge charge,
    ResidentPages resident,
    ProcessorSet processors)
{
    private const PteFlags Resident =
        PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty | PteFlags.NoExecute;

    /// <summary>The frame of zeros that reserved tables of the pools show until they are committed.</summary>
    public uint ZeroFrame { get; set; } = PfnDatabase.None;

    /// <summary>Lets pages be read as zeros, before they are committed.</summary>
    public NtStatus ShowZeros(nuint address, nuint pageCount)
    {
        if (ZeroFrame == PfnDatabase.None && !TryMakeZeroFrame())
        {
            return NtStatus.InsufficientResources;
        }

        ulong entry = tables.Format.Valid(
            ZeroFrame, PteFlags.Accessed | PteFlags.Global | PteFlags.NoExecute, PteProtection.ReadOnly);
        return WriteAll(address, pageCount, entry) == pageCount ? NtStatus.Success : NtStatus.InsufficientResources;
    }

    /// <summary>Gives pages frames of zeros, which they keep.</summary>
    public NtStatus CommitNonPaged(nuint address, nuint pageCount)
    {
        NtStatus status = charge.TakeResident(pageCount);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint done = 0;
        while (done < pageCount)
        {
            nuint page = address + (done << PhysicalMemory.PageShift);
            byte* pte = tables.Require(page);
            uint left = (uint)nuint.Min(tables.EntriesLeft(page), pageCount - done);
            uint taken = 0;
            uint frame = pte is null
                ? PfnDatabase.None
                : frames.TakeZeroed(FrameUse.NonPaged, page >> PhysicalMemory.PageShift, left, out taken, tables.Space);
            if (frame == PfnDatabase.None)
            {
                charge.ReturnResident(pageCount - done);
                Decommit(address, done);
                return NtStatus.InsufficientResources;
            }

            MapResident(page, pte, frame, taken);
            done += taken;
        }

        return NtStatus.Success;
    }

    /// <summary>Promises pages; the first touch of each makes one of zeros.</summary>
    public NtStatus CommitPageable(nuint address, nuint pageCount)
    {
        if (!charge.TryTake(pageCount))
        {
            return NtStatus.CommitmentLimit;
        }

        nuint done = WriteAll(address, pageCount, tables.Format.DemandZero(PteProtection.ReadWrite));
        if (done != pageCount)
        {
            charge.Return(pageCount - done);
            Decommit(address, done);
            return NtStatus.InsufficientResources;
        }

        return NtStatus.Success;
    }

    /// <summary>Takes memory and promise of pages back; those that have none are passed over.</summary>
    public void Decommit(nuint address, nuint pageCount) => Clear(address, pageCount, tables.Format.Decommitted);

    /// <summary>Takes everything of pages back, and forgets that they were reserved.</summary>
    public void Release(nuint address, nuint pageCount) => Clear(address, pageCount, after: 0);

    /// <summary>Says what may be done with committed pages.</summary>
    public NtStatus Protect(nuint address, nuint pageCount, PageProtection protection)
    {
        for (nuint index = 0; index < pageCount; index++)
        {
            NtStatus status = MayProtect(address + (index << PhysicalMemory.PageShift), protection);
            if (status != NtStatus.Success)
            {
                return status;
            }
        }

        for (nuint index = 0; index < pageCount; index++)
        {
            nuint page = address + (index << PhysicalMemory.PageShift);
            byte* pte = tables.Find(page);
            ulong entry = tables.Read(pte);
            if (PteFormat.IsValid(entry))
            {
                ProtectValid(pte, entry, protection);
                processors.Flush(page >> PhysicalMemory.PageShift);
            }
            else
            {
                ProtectOut(pte, entry, protection);
            }
        }

        return NtStatus.Success;
    }

    /// <summary>Pages of a range that a table entry finds in RAM without a fault.</summary>
    public nuint CountResident(nuint address, nuint pageCount)
    {
        nuint count = 0;
        for (nuint index = 0; index < pageCount;)
        {
            nuint page = address + (index << PhysicalMemory.PageShift);
            nuint left = nuint.Min(tables.EntriesLeft(page), pageCount - index);
            byte* pte = tables.Find(page);
            for (nuint offset = 0; pte is not null && offset < left; offset++)
            {
                ulong entry = tables.Read(pte + (offset * (nuint)tables.Format.EntryByteCount));
                count += PteFormat.IsValid(entry) && tables.Format.FrameOf(entry) != ZeroFrame ? 1u : 0u;
            }

            index += left;
        }

        return count;
    }

    private bool TryMakeZeroFrame()
    {
        if (!charge.TryTakeOfReserve())
        {
            return false;
        }

        ZeroFrame = frames.Take(FrameUse.NonPaged, page: 0, mustBeZero: true);
        if (ZeroFrame == PfnDatabase.None)
        {
            charge.ReturnResident(1);
        }

        return ZeroFrame != PfnDatabase.None;
    }

    /// <summary>Writes the same entry for pages; makes the tables on the way.</summary>
    /// <returns>Pages that have it: fewer when there are no frames for a table.</returns>
    private nuint WriteAll(nuint address, nuint pageCount, ulong entry)
    {
        nuint done = 0;
        while (done < pageCount)
        {
            nuint page = address + (done << PhysicalMemory.PageShift);
            byte* pte = tables.Require(page);
            if (pte is null)
            {
                break;
            }

            nuint left = nuint.Min(tables.EntriesLeft(page), pageCount - done);
            for (nuint index = 0; index < left; index++)
            {
                tables.Write(pte + (index * (nuint)tables.Format.EntryByteCount), entry);
            }

            done += left;
        }

        return done;
    }

    /// <summary>Maps frames that follow each other to pages of one table that do.</summary>
    private void MapResident(nuint page, byte* pte, uint frame, uint count)
    {
        ulong flags = tables.Format.Valid(0, Resident | tables.ReachOf(page));
        for (uint index = 0; index < count; index++)
        {
            ulong before = tables.Read(pte);
            tables.Write(pte, flags | ((ulong)(frame + index) << PhysicalMemory.PageShift));
            if (before != 0)
            {
                processors.Flush((page >> PhysicalMemory.PageShift) + index);
            }

            pte += tables.Format.EntryByteCount;
        }
    }

    private NtStatus MayProtect(nuint page, PageProtection protection)
    {
        byte* pte = tables.Find(page);
        ulong entry = pte is null ? 0 : tables.Read(pte);
        if (!PteFormat.IsValid(entry))
        {
            return tables.Format.IsPromised(entry) ? NtStatus.Success : NtStatus.InvalidParameter;
        }

        // A page that a mapping borrows stays valid, and the frame of zeros is everybody's.
        ref PfnEntry frame = ref pfn[(uint)tables.Format.FrameOf(entry)];
        return !IsOwned((uint)tables.Format.FrameOf(entry), page)
            || (protection == PageProtection.NoAccess && frame.ReferenceCount > 1)
                ? NtStatus.NotSupported
                : NtStatus.Success;
    }

    private void ProtectValid(byte* pte, ulong entry, PageProtection protection)
    {
        const PteFlags Write = PteFlags.Writable | PteFlags.MayWrite;
        uint frame = (uint)tables.Format.FrameOf(entry);
        switch (protection)
        {
            case PageProtection.ReadWrite:
                tables.Write(pte, tables.Format.WithFlags(entry, Write));
                break;
            case PageProtection.ReadOnly:
                tables.Write(pte, tables.Format.WithoutFlags(entry, Write));
                break;
            default:
                if (pfn[frame].Use == FrameUse.Pageable)
                {
                    _ = workingSet.TrimOne(frame);
                    ProtectOut(pte, tables.Read(pte), protection);
                    break;
                }

                pfn[frame].Location = PageLocation.Transition;
                tables.Write(pte, tables.Format.Transition(frame, PteProtection.NoAccess));
                break;
        }
    }

    /// <summary>A page that is out keeps its protection in its entry, and in what the entry becomes.</summary>
    private void ProtectOut(byte* pte, ulong entry, PageProtection protection)
    {
        PteProtection remembered = protection switch
        {
            PageProtection.ReadWrite => PteProtection.ReadWrite,
            PageProtection.ReadOnly => PteProtection.ReadOnly,
            _ => PteProtection.NoAccess,
        };
        if (tables.Format.StateOf(entry) != PteState.Transition)
        {
            tables.Write(pte, tables.Format.WithProtection(entry, remembered));
            return;
        }

        uint frame = (uint)tables.Format.FrameOf(entry);
        ref PfnEntry kept = ref pfn[frame];
        if (kept.Use == FrameUse.Pageable)
        {
            kept.OriginalPte = tables.Format.WithProtection(kept.OriginalPte, remembered);
            tables.Write(pte, tables.Format.Transition(frame, remembered));
        }
        else if (protection != PageProtection.NoAccess)
        {
            kept.Location = PageLocation.Active;
            PteFlags all = Resident | tables.ReachOf(SystemAddress.OfPage(kept.Page, tables.Format));
            PteFlags flags = protection == PageProtection.ReadWrite ? all : all & ~PteFlags.Writable;
            tables.Write(pte, tables.Format.Valid(frame, flags, remembered));
        }
    }

    private void Clear(nuint address, nuint pageCount, ulong after)
    {
        for (nuint index = 0; index < pageCount;)
        {
            nuint page = address + (index << PhysicalMemory.PageShift);
            byte* pte = tables.Find(page);
            nuint left = pte is null ? tables.CountWithoutTable(page) : tables.EntriesLeft(page);
            left = nuint.Min(left, pageCount - index);
            for (nuint offset = 0; pte is not null && offset < left; offset++)
            {
                ClearOne(page + (offset << PhysicalMemory.PageShift), pte, after);
                pte += tables.Format.EntryByteCount;
            }

            index += left;
        }
    }

    private void ClearOne(nuint page, byte* pte, ulong after)
    {
        ulong entry = tables.Read(pte);
        if (entry == 0)
        {
            return;
        }

        tables.Write(pte, after);
        switch (tables.Format.StateOf(entry))
        {
            case PteState.Valid:
                processors.Flush(page >> PhysicalMemory.PageShift);
                uint frame = (uint)tables.Format.FrameOf(entry);
                if (frame == ZeroFrame)
                {
                    return;
                }

                if (!IsOwned(frame, page))
                {
                    frames.Unreference(frame);
                    return;
                }

                ReleaseFrame(frame);
                break;
            case PteState.Transition:
                ReleaseFrame((uint)tables.Format.FrameOf(entry));
                break;
            case PteState.PagingFile:
                files.ReleaseIfAny(tables.Format, entry);
                break;
            case PteState.DemandZero:
            case PteState.NoAccess when entry == tables.Format.NoAccess:
                break;
            default:
                // Reserved, or given back before: nothing was promised.
                return;
        }

        charge.Return(1);
    }

    /// <summary>Whether a page of this space owns a frame; else its entry only borrows it.</summary>
    private bool IsOwned(uint frame, nuint page) =>
        pfn[frame].IsOwnedBy(page >> PhysicalMemory.PageShift) && pfn.SpaceOf(frame) == tables.Space;

    private void ReleaseFrame(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        Debug.Assert(memory.Contains(frame), "An entry names a frame that exists.");
        files.ReleaseIfAny(tables.Format, entry.OriginalPte);
        if (entry.Location == PageLocation.Active && entry.Use == FrameUse.Pageable)
        {
            workingSet.Remove(frame);
        }
        else if (lists.ListOf(entry) is FrameList list)
        {
            list.Remove(frame);
        }
        else
        {
            resident.Return(1);
        }

        frames.Release(frame);
    }
}

using System;
using System.Diagnostics.CodeAnalysis;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>Finds the frame of a page that the processor does not remember; brings the page in, or stops.</summary>
/// <remarks>NT's MmAccessFault, in its order (docs/sources.md#fault-order).</remarks>
internal sealed unsafe class FaultHandler(
    PhysicalMemory memory,
    PfnDatabase pfn,
    PageLists lists,
    FrameSource frames,
    AddressSpaces spaces,
    PagingFiles files,
    ProcessorSet processors,
    CommitCharge commit,
    MemoryCounters counters,
    KernelStop stop,
    Func<nuint, bool> isStack)
{
    // What NT's file system answers of a device that does not.
    private const ulong DeviceDataError = 0xC000_009C;

    /// <summary>What a pageable page is mapped with, but for what its space, its protection and a write
    /// add.</summary>
    private const PteFlags Mapped = PteFlags.Accessed | PteFlags.NoExecute;

    /// <summary>What brings pages of files in.</summary>
    public MappedFiles MappedFiles { get; set; } = null!;

    /// <summary>What waits for the disk: virtual time passes, and interrupts come.</summary>
    public Action<long> Wait { get; set; } = static _ => { };

    /// <summary>Where the code is that runs now, for the stops; 0 where it is nobody's.</summary>
    public ulong CodeAddress { get; set; }

    /// <summary>Whether processors may remember pages; else each access comes here.</summary>
    public bool MayRemember { get; set; } = true;

    /// <summary>Whether a bad access to a user address is answered to who made it, as under NT's __try, and does not
    /// stop the machine.</summary>
    public bool HasHandler { get; set; }

    private PteFormat Format => spaces.Format;

    /// <summary>Finds where an address lies in the host, and lets the processor remember it.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="isWrite">Whether it will be written.</param>
    /// <exception cref="UserAccessException">A user address, and somebody handles that.</exception>
    public byte* Resolve(nuint address, bool isWrite)
    {
        // Whose page it is does not change while it is brought in: nobody changes spaces in between.
        AddressSpace space = spaces.Find(address);
        PageTables tables = space.Tables;
        while (true)
        {
            byte* pte = Format.IsCanonical(address) ? tables.Find(address) : null;
            if (pte is null)
            {
                return ResolveLarge(tables, address, isWrite);
            }

            ulong entry = tables.Read(pte);
            if (PteFormat.IsValid(entry))
            {
                return Touch(tables, address, isWrite, pte, entry);
            }

            BringIn(space, address, isWrite, pte, entry);
        }
    }

    private byte* Touch(PageTables tables, nuint address, bool isWrite, byte* pte, ulong entry)
    {
        PteFlags flags = Format.FlagsOf(entry);
        if (isWrite && (flags & PteFlags.Writable) == 0)
        {
            AnswerHandler(address, NtStatus.AccessViolation);
            stop.Raise(BugCheckCode.AttemptedWriteToReadOnlyMemory, address, entry, 0, 0x0A);
        }

        PteFlags wanted = isWrite ? PteFlags.Accessed | PteFlags.Dirty : PteFlags.Accessed;
        if ((flags & wanted) != wanted)
        {
            tables.Write(pte, Format.WithFlags(entry, wanted));
        }

        bool isWritable = (flags & PteFlags.Writable) != 0 && ((flags | wanted) & PteFlags.Dirty) != 0;
        return Remember(address, (uint)Format.FrameOf(entry), isWritable, (flags & PteFlags.Global) != 0);
    }

    private byte* ResolveLarge(PageTables tables, nuint address, bool isWrite)
    {
        byte* pde = Format.IsCanonical(address) ? tables.FindDirectoryEntry(address) : null;
        ulong entry = pde is null ? 0 : tables.Read(pde);
        if (!PteFormat.IsValid(entry))
        {
            // No table: reason 2; a session that is not there: 3; an address that no table could hold: 4.
            StopAt(address, isWrite, !Format.IsCanonical(address) ? 4u : spaces.IsOfSession(address) ? 3u : 2u);
        }

        uint first = (uint)Format.FrameOf(entry);
        uint within = (uint)((address >> PhysicalMemory.PageShift) & (nuint)(Format.PagesPerLargePage - 1));
        memory.Back(first + within);
        bool isGlobal = (Format.FlagsOf(entry) & PteFlags.Global) != 0;
        return Remember(address, first + within, isWritable: true, isGlobal);
    }

    private byte* Remember(nuint address, uint frame, bool isWritable, bool isGlobal)
    {
        byte* start = memory.FrameAt(frame);
        if (MayRemember)
        {
            processors.Running.Buffer.Insert(address, start, isWritable, isGlobal);
        }

        return start + (address & (PhysicalMemory.PageByteCount - 1));
    }

    private void BringIn(AddressSpace space, nuint address, bool isWrite, byte* pte, ulong entry)
    {
        PteState state = Format.StateOf(entry);
        if (processors.Running.Irql >= Irql.Dispatch)
        {
            stop.Raise(
                BugCheckCode.IrqlNotLessOrEqual,
                address,
                (ulong)processors.Running.Irql,
                isWrite ? 1u : 0,
                CodeAddress);
        }

        switch (state)
        {
            case PteState.Transition or PteState.PagingFile
                when Format.ProtectionOf(entry) == PteProtection.NoAccess:
                StopAt(address, isWrite, reason: 0);
                break;
            case PteState.DemandZero:
                MakeZeroPage(space, address, isWrite, pte, entry);
                counters.DemandZeroFaults++;
                break;
            case PteState.Transition:
                TakeBack(space, isWrite, pte, entry);
                counters.TransitionFaults++;
                break;
            case PteState.PagingFile:
                ReadIn(space, address, isWrite, pte, entry);
                counters.PageFileFaults++;
                break;
            case PteState.Prototype:
                BringInFile(address, isWrite, pte, entry);
                return;
            default:
                StopAt(address, isWrite, reason: 0);
                break;
        }

        counters.PageFaults++;
    }

    private void MakeZeroPage(AddressSpace space, nuint address, bool isWrite, byte* pte, ulong entry)
    {
        uint frame = Require(space, address, mustBeZero: true);
        pfn[frame].OriginalPte = entry;
        Map(space, frame, isWrite, pte, entry);
    }

    private void TakeBack(AddressSpace space, bool isWrite, byte* pte, ulong entry)
    {
        uint frame = (uint)Format.FrameOf(entry);
        ref PfnEntry found = ref pfn[frame];
        lists.ListOf(found)!.Remove(frame);
        bool isModified = found.IsModified;
        found.Activate(found.Page, FrameUse.Pageable);
        Map(space, frame, isWrite, pte, entry);
        if (isModified)
        {
            // No paging file has it: it is as dirty as before it went.
            space.Tables.Write(pte, Format.WithFlags(space.Tables.Read(pte), PteFlags.Dirty));
        }
    }

    private void ReadIn(AddressSpace space, nuint address, bool isWrite, byte* pte, ulong entry)
    {
        uint frame = Require(space, address, mustBeZero: false);
        PagingFile file = files.Of(Format, entry);
        long? doneAt = file.Read((uint)Format.PagingFileOffsetOf(entry), memory.Contents(frame));
        if (doneAt is not long moment)
        {
            frames.Release(frame);
            StopAtRead(address, entry);
            return;
        }

        counters.PageReads++;
        counters.PagesRead++;
        Wait(moment);
        pfn[frame].OriginalPte = entry;
        Map(space, frame, isWrite, pte, entry);
    }

    /// <summary>A page of a file; NT answers a failed read with an exception where one is caught, and a stop
    /// elsewhere.</summary>
    private void BringInFile(nuint address, bool isWrite, byte* pte, ulong entry)
    {
        switch (MappedFiles.BringIn(address, isWrite, pte))
        {
            case NtStatus.Success:
                break;
            case NtStatus.DeviceDataError:
                ulong place = Format.PteAddressOf(address, spaces.System.Tables.SelfMap);
                stop.Raise(BugCheckCode.KernelDataInpageError, place, DeviceDataError, entry, address);
                break;
            case NtStatus.NoMemory:
                StopWithoutFrames();
                break;
            default:
                StopAt(address, isWrite, reason: 0);
                break;
        }
    }

    private void Map(AddressSpace space, uint frame, bool isWrite, byte* pte, ulong entry)
    {
        PteProtection protection = Format.ProtectionOf(entry);
        PteFlags write = protection == PteProtection.ReadOnly ? PteFlags.None
            : isWrite ? PteFlags.Writable | PteFlags.Dirty
            : PteFlags.Writable;
        nuint address = SystemAddress.OfPage(pfn[frame].Page, Format);
        space.WorkingSet.Add(frame);
        space.Tables.Write(
            pte, Format.Valid(frame, Mapped | write | space.Tables.ReachOf(address), protection));
    }

    private uint Require(AddressSpace space, nuint address, bool mustBeZero)
    {
        uint frame = frames.Take(
            FrameUse.Pageable, address >> PhysicalMemory.PageShift, mustBeZero, space.Number);
        if (frame == PfnDatabase.None)
        {
            StopWithoutFrames();
        }

        return frame;
    }

    private void StopWithoutFrames() => stop.Raise(
        BugCheckCode.NoPagesAvailable, lists.ModifiedCount, memory.FrameCount, commit.Limit, commit.Used);

    /// <summary>Stops because a page could not be read (docs/sources.md#access-stops).</summary>
    private void StopAtRead(nuint address, ulong entry)
    {
        AnswerHandler(address, NtStatus.InPageError);
        if (isStack(address))
        {
            stop.Raise(
                BugCheckCode.KernelStackInpageError, DeviceDataError, DeviceDataError,
                (ulong)Format.PagingFileOf(entry), Format.PagingFileOffsetOf(entry));
        }

        // Lock type: the address of the entry, where the tables see themselves.
        ulong pte = Format.PteAddressOf(address, spaces.System.Tables.SelfMap);
        stop.Raise(BugCheckCode.KernelDataInpageError, pte, DeviceDataError, entry, address);
    }

    [DoesNotReturn]
    private void StopAt(nuint address, bool isWrite, uint reason)
    {
        if (processors.Running.Irql >= Irql.Dispatch)
        {
            stop.Raise(
                BugCheckCode.IrqlNotLessOrEqual,
                address,
                (ulong)processors.Running.Irql,
                isWrite ? 1u : 0,
                CodeAddress);
        }

        AnswerHandler(address, NtStatus.AccessViolation);

        // Parameter 2 is 0 for a read and 2 for a write, as since Windows 10; before, 1.
        stop.Raise(BugCheckCode.PageFaultInNonPagedArea, address, isWrite ? 2u : 0, CodeAddress, reason);
    }

    private void AnswerHandler(nuint address, NtStatus status)
    {
        if (HasHandler && spaces.IsOfUser(address))
        {
            throw new UserAccessException(status);
        }
    }
}

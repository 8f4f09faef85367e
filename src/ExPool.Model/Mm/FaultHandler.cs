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
    SystemPageTables tables,
    PagingFiles files,
    SystemWorkingSet workingSet,
    ProcessorSet processors,
    CommitCharge commit,
    MemoryCounters counters,
    KernelStop stop,
    Func<nuint, bool> isStack)
{
    // What NT's file system answers of a device that does not.
    private const ulong DeviceDataError = 0xC000_009C;

    /// <summary>What a pageable page is mapped with, but for what its protection and a write add.</summary>
    private const PteFlags Mapped = PteFlags.Accessed | PteFlags.Global | PteFlags.NoExecute;

    /// <summary>What brings pages of files in.</summary>
    public MappedFiles MappedFiles { get; set; } = null!;

    /// <summary>What waits for the disk: virtual time passes, and interrupts come.</summary>
    public Action<long> Wait { get; set; } = static _ => { };

    /// <summary>Where the code is that runs now, for the stops; 0 where it is nobody's.</summary>
    public ulong CodeAddress { get; set; }

    /// <summary>Whether processors may remember pages; else each access comes here.</summary>
    public bool MayRemember { get; set; } = true;

    /// <summary>Finds where an address lies in the host, and lets the processor remember it.</summary>
    /// <param name="address">Any address.</param>
    /// <param name="isWrite">Whether it will be written.</param>
    public byte* Resolve(nuint address, bool isWrite)
    {
        while (true)
        {
            byte* pte = tables.Format.IsCanonical(address) ? tables.Find(address) : null;
            if (pte is null)
            {
                return ResolveLarge(address, isWrite);
            }

            ulong entry = tables.Read(pte);
            if (PteFormat.IsValid(entry))
            {
                return Touch(address, isWrite, pte, entry);
            }

            BringIn(address, isWrite, pte, entry);
        }
    }

    private byte* Touch(nuint address, bool isWrite, byte* pte, ulong entry)
    {
        PteFlags flags = tables.Format.FlagsOf(entry);
        if (isWrite && (flags & PteFlags.Writable) == 0)
        {
            stop.Raise(BugCheckCode.AttemptedWriteToReadOnlyMemory, address, entry, 0, 0x0A);
        }

        PteFlags wanted = isWrite ? PteFlags.Accessed | PteFlags.Dirty : PteFlags.Accessed;
        if ((flags & wanted) != wanted)
        {
            tables.Write(pte, tables.Format.WithFlags(entry, wanted));
        }

        bool isWritable = (flags & PteFlags.Writable) != 0 && ((flags | wanted) & PteFlags.Dirty) != 0;
        return Remember(address, (uint)tables.Format.FrameOf(entry), isWritable);
    }

    private byte* ResolveLarge(nuint address, bool isWrite)
    {
        byte* pde = tables.Format.IsCanonical(address) ? tables.FindDirectoryEntry(address) : null;
        ulong entry = pde is null ? 0 : tables.Read(pde);
        if (!PteFormat.IsValid(entry))
        {
            // No table: reason 2; an address that no table could hold: reason 4.
            StopAt(address, isWrite, tables.Format.IsCanonical(address) ? 2u : 4u);
        }

        uint first = (uint)tables.Format.FrameOf(entry);
        uint within = (uint)((address >> PhysicalMemory.PageShift) & (nuint)(tables.Format.PagesPerLargePage - 1));
        memory.Back(first + within);
        return Remember(address, first + within, isWritable: true);
    }

    private byte* Remember(nuint address, uint frame, bool isWritable)
    {
        byte* start = memory.FrameAt(frame);
        if (MayRemember)
        {
            processors.Running.Buffer.Insert(address, start, isWritable);
        }

        return start + (address & (PhysicalMemory.PageByteCount - 1));
    }

    private void BringIn(nuint address, bool isWrite, byte* pte, ulong entry)
    {
        PteState state = tables.Format.StateOf(entry);
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
                when tables.Format.ProtectionOf(entry) == PteProtection.NoAccess:
                StopAt(address, isWrite, reason: 0);
                break;
            case PteState.DemandZero:
                MakeZeroPage(address, isWrite, pte, entry);
                counters.DemandZeroFaults++;
                break;
            case PteState.Transition:
                TakeBack(isWrite, pte, entry);
                counters.TransitionFaults++;
                break;
            case PteState.PagingFile:
                ReadIn(address, isWrite, pte, entry);
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

    private void MakeZeroPage(nuint address, bool isWrite, byte* pte, ulong entry)
    {
        uint frame = Require(address, mustBeZero: true);
        pfn[frame].OriginalPte = entry;
        Map(frame, isWrite, pte, entry);
    }

    private void TakeBack(bool isWrite, byte* pte, ulong entry)
    {
        uint frame = (uint)tables.Format.FrameOf(entry);
        ref PfnEntry found = ref pfn[frame];
        lists.ListOf(found)!.Remove(frame);
        bool isModified = found.IsModified;
        found.Activate(found.Page, FrameUse.Pageable);
        Map(frame, isWrite, pte, entry);
        if (isModified)
        {
            // No paging file has it: it is as dirty as before it went.
            tables.Write(pte, tables.Format.WithFlags(tables.Read(pte), PteFlags.Dirty));
        }
    }

    private void ReadIn(nuint address, bool isWrite, byte* pte, ulong entry)
    {
        uint frame = Require(address, mustBeZero: false);
        PagingFile file = files.Of(tables.Format, entry);
        long? doneAt = file.Read((uint)tables.Format.PagingFileOffsetOf(entry), memory.Contents(frame));
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
        Map(frame, isWrite, pte, entry);
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
                ulong place = tables.Format.PteAddressOf(address, tables.SelfMap);
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

    private void Map(uint frame, bool isWrite, byte* pte, ulong entry)
    {
        PteProtection protection = tables.Format.ProtectionOf(entry);
        PteFlags write = protection == PteProtection.ReadOnly ? PteFlags.None
            : isWrite ? PteFlags.Writable | PteFlags.Dirty
            : PteFlags.Writable;
        workingSet.Add(frame);
        tables.Write(pte, tables.Format.Valid(frame, Mapped | write, protection));
    }

    private uint Require(nuint address, bool mustBeZero)
    {
        uint frame = frames.Take(FrameUse.Pageable, address >> PhysicalMemory.PageShift, mustBeZero);
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
        if (isStack(address))
        {
            stop.Raise(
                BugCheckCode.KernelStackInpageError, DeviceDataError, DeviceDataError,
                (ulong)tables.Format.PagingFileOf(entry), tables.Format.PagingFileOffsetOf(entry));
        }

        // Lock type: the address of the entry, where the tables see themselves.
        ulong pte = tables.Format.PteAddressOf(address, tables.SelfMap);
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

        // Parameter 2 is 0 for a read and 2 for a write, as since Windows 10; before, 1.
        stop.Raise(BugCheckCode.PageFaultInNonPagedArea, address, isWrite ? 2u : 0, CodeAddress, reason);
    }
}

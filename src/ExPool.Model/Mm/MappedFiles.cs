using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Pages of files in RAM: finds them through prototype entries, brings them in, and lets them go to their
/// file.</summary>
/// <remarks>
/// NT's mapped files. A frame with such a page is owned by a prototype entry in paged pool. While it is mapped, its
/// entry names the page that shows it, and the prototype entry is valid; on the standby or modified list it names the
/// page's number in the file, and the prototype entry is in transition. Either way the chunk's bit is set and the page
/// of pool that holds the prototype entry stays in RAM. OriginalPte names the subsection, and is what the prototype
/// entry becomes when the frame is reused. A page is mapped at one place at a time: a touch elsewhere moves it there.
/// </remarks>
internal sealed unsafe partial class MappedFiles(MemoryManager memory)
{
    // What a page of a view is mapped with, but for what a write adds.
    private const PteFlags Mapped = PteFlags.Writable | PteFlags.Accessed | PteFlags.Global | PteFlags.NoExecute;

    private readonly List<FileSection> _sections = [];
    private readonly Dictionary<ulong, FileSection> _byEntry = [];
    private readonly Dictionary<DiskFile, FileSection> _byFile = [];
    private readonly SortedList<nuint, FileView> _views = [];

    /// <summary>Files that have prototype entries, in the order of their making.</summary>
    public IReadOnlyList<FileSection> Sections => _sections;

    /// <summary>All views, by address.</summary>
    public IList<FileView> Views => _views.Values;

    /// <summary>Pages of files that views of the system cache map now.</summary>
    public uint CacheCount { get; private set; }

    /// <summary>The most that CacheCount ever was.</summary>
    public uint CachePeak { get; private set; }

    /// <summary>Pages of files that are mapped now.</summary>
    public uint ActiveCount { get; private set; }

    /// <summary>Pages of files that are standby or modified.</summary>
    public uint IdleCount { get; private set; }

    /// <summary>Pages that the lazy writer has to write.</summary>
    public uint DirtyCount { get; private set; }

    private PteFormat Format => memory.Tables.Format;

    // Where the 4-byte format counts from.
    private ulong PagedStart => memory.Space[SystemVaType.PagedPool].Start;

    private ulong NonPagedStart => memory.Space[SystemVaType.NonPagedPool].Start;

    /// <summary>Makes a file mappable.</summary>
    /// <param name="file">The file.</param>
    /// <param name="subsection">A block of nonpaged pool that stays until <see cref="Remove"/>.</param>
    public FileSection Add(DiskFile file, nuint subsection)
    {
        FileSection section = new(file, subsection);
        _sections.Add(section);
        _byEntry.Add(OutOf(section), section);
        _byFile.Add(file, section);
        return section;
    }

    /// <summary>What is known of a file; <see langword="null"/>: it was never made mappable.</summary>
    public FileSection? SectionOf(DiskFile file) => _byFile.GetValueOrDefault(file);

    /// <summary>Forgets a file that has no chunk left.</summary>
    public void Remove(FileSection section)
    {
        _sections.Remove(section);
        _byEntry.Remove(OutOf(section));
        _byFile.Remove(section.File);
        DirtyCount -= (uint)section.Dirty.Count;
    }

    /// <summary>Gives a file the prototype entries of a chunk.</summary>
    /// <param name="section">The file.</param>
    /// <param name="number">The chunk's number.</param>
    /// <param name="address">A block of paged pool, within one page, that stays until the chunk is removed.</param>
    public void AddChunk(FileSection section, uint number, nuint address)
    {
        for (uint index = 0; index < FileChunk.PageCount; index++)
        {
            byte* entry = memory.Faults.Resolve(address + (index * EntryByteCount), isWrite: true);
            memory.Tables.Write(entry, OutOf(section));
        }

        section.Add(number, new FileChunk(address));
    }

    /// <summary>Takes the prototype entries of a chunk back that no view shows: its pages leave RAM, those that are
    /// modified after they were written.</summary>
    /// <param name="section">The file.</param>
    /// <param name="number">The chunk's number.</param>
    /// <param name="doneAt">When the disk is done.</param>
    /// <returns>The block; 0 when the disk fails to take a page.</returns>
    public nuint RemoveChunk(FileSection section, uint number, out long doneAt)
    {
        FileChunk chunk = section.Chunk(number)!;
        doneAt = 0;
        for (uint index = 0; index < FileChunk.PageCount; index++)
        {
            uint page = (number * FileChunk.PageCount) + index;
            if ((chunk.Resident & (1UL << (int)index)) == 0)
            {
                continue;
            }

            uint frame = FrameOf(section, page);
            if (memory.Pfn[frame].IsModified && !TryWrite(frame, section, page, ref doneAt))
            {
                return 0;
            }

            memory.Lists.ListOf(memory.Pfn[frame])!.Remove(frame);
            Leave(section, page);
            memory.Frames.Release(frame);
        }

        DirtyCount -= (uint)section.Dirty.RemoveWhere(page => page / FileChunk.PageCount == number);
        section.Remove(number);
        return chunk.Address;
    }

    /// <summary>Shows pages of a file at addresses; their chunks exist.</summary>
    /// <returns>The view; <see langword="null"/> when there is no frame for a page table.</returns>
    public FileView? Map(FileSection section, uint firstPage, nuint address, uint pageCount)
    {
        // The tables first, all of them: what follows cannot fail.
        for (nuint index = 0; index < pageCount; index++)
        {
            if (memory.Tables.Require(address + (index << PhysicalMemory.PageShift)) is null)
            {
                return null;
            }
        }

        FileView view = new(address, pageCount, section, firstPage);
        for (uint index = 0; index < pageCount; index++)
        {
            nuint page = address + ((nuint)index << PhysicalMemory.PageShift);
            memory.Tables.Write(memory.Tables.Find(page), AwayOf(section, firstPage + index));
        }

        _views.Add(address, view);
        CountView(view, isAdded: true);
        return view;
    }

    /// <summary>Ends a view: its pages go to the standby or modified list.</summary>
    public void Unmap(FileView view)
    {
        for (uint index = 0; index < view.PageCount; index++)
        {
            nuint page = view.Start + ((nuint)index << PhysicalMemory.PageShift);
            byte* pte = memory.Tables.Find(page);
            ulong entry = memory.Tables.Read(pte);
            if (PteFormat.IsValid(entry))
            {
                uint frame = (uint)Format.FrameOf(entry);
                memory.WorkingSet.Remove(frame);
                Trim(frame);
            }

            memory.Tables.Write(pte, 0);
        }

        _views.Remove(view.Start);
        CountView(view, isAdded: false);
    }

    /// <summary>The view that shows an address; <see langword="null"/>: none does.</summary>
    public FileView? Find(nuint address)
    {
        int low = 0;
        int high = _views.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            FileView view = _views.Values[middle];
            if (view.Contains(address))
            {
                return view;
            }

            (low, high) = address < view.Start ? (low, middle - 1) : (middle + 1, high);
        }

        return null;
    }

    /// <summary>Brings a page of a view in, if it is not there, and keeps nothing.</summary>
    /// <returns>Whether it can be touched now: a file that cannot be read is an answer here, and no stop.</returns>
    public NtStatus Probe(nuint address)
    {
        byte* pte = memory.Tables.Find(address);
        return pte is not null && Format.StateOf(memory.Tables.Read(pte)) == PteState.Prototype
            ? BringIn(address, isWrite: false, pte)
            : NtStatus.Success;
    }

    /// <summary>Brings a page of a view in, and maps it.</summary>
    /// <param name="address">An address in the page.</param>
    /// <param name="isWrite">Whether it will be written.</param>
    /// <param name="pte">The entry of the page, which is a prototype entry's.</param>
    /// <returns>Success; InvalidParameter where there is no view; EndOfFile behind the file's last page; NoMemory;
    /// or DeviceDataError.</returns>
    public NtStatus BringIn(nuint address, bool isWrite, byte* pte)
    {
        if (Find(address) is not FileView view)
        {
            return NtStatus.InvalidParameter;
        }

        uint page = view.PageOf(address);
        if (page >= view.Section.File.PageCount)
        {
            return NtStatus.EndOfFile;
        }

        FileChunk chunk = view.Section.ChunkOf(page);
        nuint place = chunk.Address + (page % FileChunk.PageCount * EntryByteCount);
        byte* prototype = memory.Faults.Resolve(place, isWrite: true);
        if ((chunk.Resident & BitOf(page)) == 0)
        {
            NtStatus status = ReadIn(address, view, page, prototype);
            if (status != NtStatus.Success)
            {
                return status;
            }
        }
        else
        {
            TakeBack(address, page, prototype);
        }

        uint frame = (uint)Format.FrameOf(memory.Tables.Read(prototype));
        ref PfnEntry entry = ref memory.Pfn[frame];
        PteFlags dirty = isWrite || entry.IsModified ? PteFlags.Dirty : PteFlags.None;
        entry.IsModified = false;
        memory.Tables.Write(pte, Format.Valid(frame, Mapped | dirty, PteProtection.ReadWrite));
        memory.Counters.PageFaults++;
        CountActive(address, isAdded: true);
        memory.Counters.CacheFaults += IsCache(address) ? 1u : 0;
        return NtStatus.Success;
    }

    private uint EntryByteCount => (uint)Format.EntryByteCount;

    private static ulong BitOf(uint page) => 1UL << (int)(page % FileChunk.PageCount);

    /// <summary>What the prototype entries of pages are that are nowhere but in the file.</summary>
    public ulong OutOf(FileSection section) =>
        Format.Prototype(section.Subsection, NonPagedStart, PteProtection.ReadWrite);

    /// <summary>What the entry of a page in a view is that is not mapped there.</summary>
    public ulong AwayOf(FileSection section, uint page) =>
        Format.Prototype(PlaceOf(section, page), PagedStart, PteProtection.ReadWrite);

    /// <summary>The address of the prototype entry of a page.</summary>
    public nuint PlaceOf(FileSection section, uint page) =>
        section.ChunkOf(page).Address + (page % FileChunk.PageCount * EntryByteCount);

    private NtStatus ReadIn(nuint address, FileView view, uint page, byte* prototype)
    {
        // First of all, so that the entry stays where it is while a frame is looked for and the disk works.
        uint table = Keep(view.Section, page);
        uint frame = memory.Frames.Take(FrameUse.Pageable, address >> PhysicalMemory.PageShift, mustBeZero: false);
        long? doneAt = frame == PfnDatabase.None
            ? null
            : view.Section.File.Read(page, memory.Memory.Contents(frame));
        if (doneAt is not long moment)
        {
            memory.Frames.Unreference(table);
            if (frame == PfnDatabase.None)
            {
                return NtStatus.NoMemory;
            }

            memory.Frames.Release(frame);
            return NtStatus.DeviceDataError;
        }

        MemoryCounters counters = memory.Counters;
        counters.PageReads++;
        counters.PagesRead++;
        counters.FileFaults++;
        memory.Wait(moment);
        view.Section.ChunkOf(page).Resident |= BitOf(page);
        memory.Pfn[frame].OriginalPte = OutOf(view.Section);
        memory.Tables.Write(prototype, Format.Valid(frame, PteFlags.None, PteProtection.ReadWrite));
        memory.WorkingSet.Add(frame);
        return NtStatus.Success;
    }

    /// <summary>The page is in RAM: it leaves the list that it is on, or the place where it was mapped.</summary>
    private void TakeBack(nuint address, uint page, byte* prototype)
    {
        ulong value = memory.Tables.Read(prototype);
        uint frame = FrameOf(value, page);
        if (PteFormat.IsValid(value))
        {
            memory.WorkingSet.Remove(frame);
            Trim(frame);
        }

        ref PfnEntry entry = ref memory.Pfn[frame];
        bool isModified = entry.IsModified;
        memory.Lists.ListOf(entry)!.Remove(frame);
        entry.Activate(address >> PhysicalMemory.PageShift, FrameUse.Pageable);
        entry.IsModified = isModified;
        IdleCount--;
        memory.Tables.Write(prototype, Format.Valid(frame, PteFlags.None, PteProtection.ReadWrite));
        memory.WorkingSet.Add(frame);
        memory.Counters.TransitionFaults++;
    }

    private static void CountView(FileView view, bool isAdded)
    {
        for (uint page = view.FirstPage; page < view.FirstPage + view.PageCount; page += FileChunk.PageCount)
        {
            FileChunk chunk = view.Section.ChunkOf(page);
            chunk.ViewCount = isAdded ? chunk.ViewCount + 1 : chunk.ViewCount - 1;
        }
    }

    private bool IsCache(nuint address) => memory.Space.Find(address)?.Type == SystemVaType.SystemCache;

    private void CountActive(nuint address, bool isAdded)
    {
        uint cached = IsCache(address) ? 1u : 0;
        (ActiveCount, CacheCount) = isAdded
            ? (ActiveCount + 1, CacheCount + cached)
            : (ActiveCount - 1, CacheCount - cached);
        CachePeak = Math.Max(CachePeak, CacheCount);
    }
}

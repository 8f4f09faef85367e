using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

// What happens to a frame that holds a page of a file.
internal sealed unsafe partial class MappedFiles
{
    /// <summary>Lets a page go that was taken out of the working set: to the standby list, or to the list of modified
    /// pages of files.</summary>
    public void Trim(uint frame)
    {
        ref PfnEntry entry = ref memory.Pfn[frame];
        nuint address = SystemAddress.OfPage(entry.Page, Format);
        FileView view = Find(address)!;
        uint page = view.PageOf(address);
        byte* pte = memory.Tables.Find(address);
        bool isDirty = (Format.FlagsOf(memory.Tables.Read(pte)) & PteFlags.Dirty) != 0;
        memory.Tables.Write(pte, AwayOf(view.Section, page));
        memory.Processors.Flush(address >> PhysicalMemory.PageShift);
        CountActive(address, isAdded: false);
        memory.Tables.Write(PrototypeOf(view.Section, page), Format.Transition(frame, PteProtection.ReadWrite));
        entry.Page = page;
        entry.ReferenceCount = 0;
        entry.Age = 0;
        entry.Priority = WorkingSet.NormalPriority;
        entry.IsModified = isDirty;
        IdleCount++;
        memory.Counters.PagesTrimmed++;
        (isDirty ? memory.Lists.ModifiedFiles : memory.Lists.Standby[WorkingSet.NormalPriority]).Append(frame);
    }

    /// <summary>A standby page loses its frame: only its file has it from here on.</summary>
    public void Disown(in PfnEntry entry) => Leave(_byEntry[entry.OriginalPte], (uint)entry.Page);

    /// <summary>A mapped page is in another frame now.</summary>
    public void Move(nuint address, uint to)
    {
        FileView view = Find(address)!;
        memory.Tables.Write(
            PrototypeOf(view.Section, view.PageOf(address)),
            Format.Valid(to, PteFlags.None, PteProtection.ReadWrite));
    }

    /// <summary>Writes modified pages that no view maps, oldest first: NT's mapped page writer.</summary>
    /// <param name="count">Pages at most.</param>
    /// <param name="doneAt">When the disk is done; unchanged when nothing was written.</param>
    /// <returns>Pages that were written; fewer where the disk fails.</returns>
    public uint WriteModified(uint count, ref long doneAt)
    {
        uint written = 0;
        for (uint left = memory.Lists.ModifiedFiles.Count; left > 0 && written < count; left--)
        {
            uint frame = memory.Lists.ModifiedFiles.Head;
            ref PfnEntry entry = ref memory.Pfn[frame];
            FileSection section = _byEntry[entry.OriginalPte];
            if (TryWrite(frame, section, (uint)entry.Page, ref doneAt))
            {
                written++;
            }
            else
            {
                // Others may lie on a disk that works.
                memory.Lists.ModifiedFiles.Remove(frame);
                memory.Lists.ModifiedFiles.Append(frame);
            }
        }

        return written;
    }

    /// <summary>Writes a page to its file if it is in RAM and dirty, wherever it is: the lazy writer's work.</summary>
    /// <param name="section">The file.</param>
    /// <param name="page">The page.</param>
    /// <param name="doneAt">When the disk is done; unchanged when nothing was written.</param>
    /// <returns>False when the disk failed: the page stays dirty.</returns>
    public bool Flush(FileSection section, uint page, ref long doneAt)
    {
        if (section.Chunk(page / FileChunk.PageCount) is FileChunk chunk && (chunk.Resident & BitOf(page)) != 0)
        {
            uint frame = FrameOf(section, page);
            ref PfnEntry entry = ref memory.Pfn[frame];
            bool isClean = entry.Location == PageLocation.Active
                ? TryClean(frame, section, page, ref doneAt)
                : !entry.IsModified || TryWrite(frame, section, page, ref doneAt);
            if (!isClean)
            {
                return false;
            }
        }

        MarkWritten(section, page);
        return true;
    }

    /// <summary>Takes a page out of RAM without a write: what only the frame has is lost.</summary>
    public void Drop(FileSection section, uint page)
    {
        MarkWritten(section, page);
        if (section.Chunk(page / FileChunk.PageCount) is not FileChunk chunk || (chunk.Resident & BitOf(page)) == 0)
        {
            return;
        }

        uint frame = FrameOf(section, page);
        if (memory.Pfn[frame].Location == PageLocation.Active)
        {
            memory.WorkingSet.Remove(frame);
            Trim(frame);
        }

        memory.Lists.ListOf(memory.Pfn[frame])!.Remove(frame);
        Leave(section, page);
        memory.Frames.Release(frame);
    }

    /// <summary>The frame of a page that has one.</summary>
    public uint FrameOf(FileSection section, uint page) =>
        FrameOf(memory.Tables.Read(PrototypeOf(section, page)), page);

    /// <summary>Notes that a page was written through the cache, and not to the file since.</summary>
    public void MarkDirty(FileSection section, uint page) => DirtyCount += section.Dirty.Add(page) ? 1u : 0;

    private void MarkWritten(FileSection section, uint page) => DirtyCount -= section.Dirty.Remove(page) ? 1u : 0;

    /// <summary>The frame that a prototype entry names. Somebody may have written over it: then the machine stops, as
    /// NT does when its lists of pages are wrong.</summary>
    private uint FrameOf(ulong prototype, uint page)
    {
        ulong frame = Format.FrameOf(prototype);
        if (!memory.Memory.Contains(frame) || !memory.Pfn[(uint)frame].IsFile)
        {
            memory.Stop.Raise(BugCheckCode.PfnListCorrupt, 0x99, frame, page, prototype);
        }

        return (uint)frame;
    }

    /// <summary>The prototype entry of a page that has a frame; its own page is kept in RAM.</summary>
    private byte* PrototypeOf(FileSection section, uint page)
    {
        nuint place = PlaceOf(section, page);
        ulong entry = memory.Tables.Read(memory.Tables.Find(place));
        return memory.Memory.FrameAt((uint)Format.FrameOf(entry)) + (place & (PhysicalMemory.PageByteCount - 1));
    }

    /// <summary>Writes a page that is mapped, if it is dirty.</summary>
    private bool TryClean(uint frame, FileSection section, uint page, ref long doneAt)
    {
        nuint address = SystemAddress.OfPage(memory.Pfn[frame].Page, Format);
        byte* pte = memory.Tables.Find(address);
        ulong value = memory.Tables.Read(pte);
        if ((Format.FlagsOf(value) & PteFlags.Dirty) == 0)
        {
            return true;
        }

        if (!TryTransfer(frame, section, page, ref doneAt))
        {
            return false;
        }

        memory.Tables.Write(pte, Format.WithoutFlags(value, PteFlags.Dirty));
        memory.Processors.Flush(address >> PhysicalMemory.PageShift);
        return true;
    }

    private bool TryWrite(uint frame, FileSection section, uint page, ref long doneAt)
    {
        if (!TryTransfer(frame, section, page, ref doneAt))
        {
            return false;
        }

        memory.Lists.ModifiedFiles.Remove(frame);
        memory.Pfn[frame].IsModified = false;
        memory.Lists.Standby[memory.Pfn[frame].Priority].Append(frame);
        MarkWritten(section, page);
        return true;
    }

    private bool TryTransfer(uint frame, FileSection section, uint page, ref long doneAt)
    {
        if (section.File.Write(page, memory.Memory.Contents(frame)) is not long moment)
        {
            return false;
        }

        doneAt = moment;
        memory.Counters.MappedPageWrites++;
        memory.Counters.MappedPagesWritten++;
        return true;
    }

    /// <summary>Keeps the page of pool that holds a prototype entry, which is in RAM now, where it is.</summary>
    /// <returns>Its frame.</returns>
    private uint Keep(FileSection section, uint page)
    {
        nuint place = PlaceOf(section, page);
        uint frame = (uint)Format.FrameOf(memory.Tables.Read(memory.Tables.Find(place)));
        memory.Pfn[frame].ReferenceCount++;
        return frame;
    }

    /// <summary>A page has no frame any more.</summary>
    private void Leave(FileSection section, uint page)
    {
        memory.Tables.Write(PrototypeOf(section, page), OutOf(section));
        FileChunk chunk = section.ChunkOf(page);
        chunk.Resident &= ~BitOf(page);
        IdleCount--;
        nuint place = PlaceOf(section, page);
        memory.Frames.Unreference((uint)Format.FrameOf(memory.Tables.Read(memory.Tables.Find(place))));
    }
}

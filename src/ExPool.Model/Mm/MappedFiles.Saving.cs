using System.Collections.Generic;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

// How mapped files are written and read; what they say of memory is judged by MappedCheck.
internal sealed unsafe partial class MappedFiles
{
    private const uint MostViews = 1 << 22;

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(CachePeak);
        writer.Write(_sections.Count);
        Dictionary<FileSection, int> numbers = [];
        foreach (FileSection section in _sections)
        {
            numbers.Add(section, numbers.Count);
            writer.Write(section.File.Number);
            writer.Write((ulong)section.Subsection);
            writer.Write(section.ChunkCount);
            foreach ((uint number, FileChunk chunk) in section.Chunks)
            {
                writer.Write(number);
                writer.Write((ulong)chunk.Address);
                writer.Write(chunk.Resident);
            }

            writer.Write(section.Dirty.Count);
            foreach (uint page in section.Dirty)
            {
                writer.Write(page);
            }
        }

        writer.Write(_views.Count);
        foreach (FileView view in _views.Values)
        {
            writer.Write((ulong)view.Start);
            writer.Write(view.PageCount);
            writer.Write(numbers[view.Section]);
            writer.Write(view.FirstPage);
        }
    }

    /// <summary>Reads what was written.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="volume">The files.</param>
    public void Load(StateReader reader, DiskVolume volume)
    {
        CachePeak = reader.ReadUInt32("the most pages of the system cache");
        for (uint left = reader.ReadUInt32("the number of mapped files", (uint)volume.Files.Count); left > 0; left--)
        {
            LoadSection(reader, volume);
        }

        for (uint left = reader.ReadUInt32("the number of views", MostViews); left > 0; left--)
        {
            LoadView(reader);
        }
    }

    /// <summary>Counts pages anew, after all that was read was found right.</summary>
    public void Count(uint active, uint cached, uint idle) =>
        (ActiveCount, CacheCount, IdleCount) = (active, cached, idle);

    private void LoadSection(StateReader reader, DiskVolume volume)
    {
        DiskFile file = volume.Files[reader.ReadIndex("a mapped file", volume.Files.Count)];
        long at = reader.Offset;
        nuint subsection = (nuint)reader.ReadUInt64();
        bool isPlace = memory.Space.Find(subsection)?.Type == ExPool.Mm.SystemVaType.NonPagedPool
            && subsection % sizeof(ulong) == 0;
        FileSection section = new(file, subsection);
        if (!isPlace || !_byEntry.TryAdd(OutOf(section), section) || !_byFile.TryAdd(file, section))
        {
            throw StateReader.Damaged(
                at,
                $"a subsection of '{file.Name}' is at 0x{subsection:X}; expected a place of its own in nonpaged pool");
        }

        _sections.Add(section);
        uint most = (file.PageCount + FileChunk.PageCount - 1) / FileChunk.PageCount;
        for (uint left = reader.ReadUInt32("the number of chunks", most); left > 0; left--)
        {
            LoadChunk(reader, section, most);
        }

        for (uint left = reader.ReadUInt32("the number of dirty pages", file.PageCount); left > 0; left--)
        {
            MarkDirty(section, (uint)reader.ReadIndex("a dirty page", (int)file.PageCount));
        }
    }

    private void LoadChunk(StateReader reader, FileSection section, uint most)
    {
        long at = reader.Offset;
        uint number = (uint)reader.ReadIndex("the number of a chunk", (int)most);
        nuint address = (nuint)reader.ReadUInt64();
        uint offset = (uint)(address & (PhysicalMemory.PageByteCount - 1));
        bool isPlace = memory.Space.Find(address)?.Type == ExPool.Mm.SystemVaType.PagedPool
            && offset % EntryByteCount == 0
            && offset + (FileChunk.PageCount * EntryByteCount) <= PhysicalMemory.PageByteCount;
        if (!isPlace || section.Chunk(number) is not null)
        {
            throw StateReader.Damaged(
                at, $"chunk {number} is at 0x{address:X}; expected each once, within a page of paged pool");
        }

        section.Add(number, new FileChunk(address) { Resident = reader.ReadUInt64() });
    }

    private void LoadView(StateReader reader)
    {
        long at = reader.Offset;
        nuint start = (nuint)reader.ReadUInt64();
        uint count = reader.ReadUInt32("the pages of a view", DiskFile.LargestPageCount);
        FileSection section = _sections[reader.ReadIndex("the file of a view", _sections.Count)];
        uint first = reader.ReadUInt32("the first page of a view", DiskFile.LargestPageCount);
        FileView view = new(start, count, section, first);
        if (!IsRight(view))
        {
            throw StateReader.Damaged(
                at, $"a view of {count} pages is at 0x{start:X}; expected it alone, where addresses were given out");
        }

        _views.Add(start, view);
        CountView(view, isAdded: true);
    }

    private bool IsRight(FileView view)
    {
        if (view.PageCount == 0 || view.FirstPage % FileChunk.PageCount != 0
            || memory.Space.Find(view.Start) is not SystemRange range || view.Start % PhysicalMemory.PageByteCount != 0)
        {
            return false;
        }

        ulong page = (view.Start - range.Start) >> PhysicalMemory.PageShift;
        if (view.PageCount > range.Pages.Length - page)
        {
            return false;
        }

        // Views were written by address, so only the one before can reach into this one.
        IList<FileView> views = _views.Values;
        if (views.Count > 0 && (views[^1].Start >= view.Start || views[^1].Contains(view.Start)))
        {
            return false;
        }

        for (uint index = 0; index < view.PageCount; index++)
        {
            if (!range.Pages[page + index]
                || view.Section.Chunk((view.FirstPage + index) / FileChunk.PageCount) is null)
            {
                return false;
            }
        }

        return true;
    }
}

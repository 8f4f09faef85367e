using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Ob;

namespace ExPool.Model.Io;

/// <summary>Sections of files, and their views in system entries.</summary>
/// <remarks>
/// A section object is paged, 'Sect'; its first word is the number of the file + 1. All sections of a file share one
/// nonpaged control area with a subsection, 'MmCa', and prototype entries, which are paged blocks 'MmSt', one for each
/// 256 KB that was ever shown. Who has no user any more keeps them, with what of the file is in RAM, until memory is
/// wanted: NT's unused segments.
/// </remarks>
internal sealed class SectionManager
{
    private const string PrototypeTag = "MmSt";

    private readonly SystemContext _system;
    private readonly ObjectManager _objects;
    private readonly IoManager _io;
    private readonly LinkedList<FileControl> _unused = [];
    private readonly SortedList<nuint, nuint> _views = [];

    public SectionManager(SystemContext system, ObjectManager objects, IoManager io)
    {
        (_system, _objects, _io) = (system, objects, io);
        objects[ObjectKind.Section].OnDelete = Delete;
    }

    /// <summary>Files that are mapped by nobody, and whose pages may still be in RAM.</summary>
    public int UnusedCount => _unused.Count;

    /// <summary>Views that <see cref="MapView"/> made.</summary>
    public int ViewCount => _views.Count;

    private MappedFiles Mapped => _system.Memory.Mapped;

    private uint ChunkByteCount => FileChunk.PageCount * (uint)_system.Memory.Tables.Format.EntryByteCount;

    /// <summary>Makes a section of a file: NT's ZwCreateSection.</summary>
    /// <param name="file">The file object.</param>
    /// <param name="section">The section, with one reference, which the object manager takes back; 0 when there is
    /// none.</param>
    /// <returns>Success, or InsufficientResources: then nothing was taken.</returns>
    public NtStatus Create(nuint file, out nuint section)
    {
        FileControl control = _io.ControlOf(file);
        NtStatus status = _objects.Create(ObjectKind.Section, out section);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (!TryAddUser(control))
        {
            // An object whose first word is 0 has nothing to give back.
            _objects.Dereference(section);
            section = 0;
            return NtStatus.InsufficientResources;
        }

        _objects.Memory.Write(section, 0, (nuint)control.File.Number + 1);
        return NtStatus.Success;
    }

    /// <summary>Shows pages of a file in system entries: NT's MmMapViewInSystemSpace.</summary>
    /// <param name="section">The section; the view has a reference of its own.</param>
    /// <param name="firstPage">A multiple of 64: views begin at 256 KB.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="address">Where they are seen; 0 when they are not.</param>
    /// <returns>Success, InvalidParameter or InsufficientResources: then nothing was taken.</returns>
    public NtStatus MapView(nuint section, uint firstPage, uint pageCount, out nuint address)
    {
        FileControl control = ControlOf(section);
        address = 0;
        uint end = RoundUp(control.File.PageCount);
        if (firstPage % FileChunk.PageCount != 0 || pageCount == 0 || firstPage > end || pageCount > end - firstPage)
        {
            return NtStatus.InvalidParameter;
        }

        SystemPtes entries = _system.Memory.SystemPtes;
        nuint start = entries.Reserve(pageCount, mustSucceed: false);
        if (start == 0)
        {
            return NtStatus.InsufficientResources;
        }

        if (!TryMap(control, firstPage, start, pageCount))
        {
            entries.Range.Return(start, pageCount);
            return NtStatus.InsufficientResources;
        }

        _objects.Reference(section);
        _views.Add(start, section);
        address = start;
        return NtStatus.Success;
    }

    /// <summary>Ends a view.</summary>
    /// <returns>Success, or InvalidParameter when there is none at that address.</returns>
    public NtStatus UnmapView(nuint address)
    {
        if (!_views.Remove(address, out nuint section))
        {
            return NtStatus.InvalidParameter;
        }

        FileView view = Mapped.Find(address)!;
        Mapped.Unmap(view);
        _system.Memory.SystemPtes.Range.Return(address, view.PageCount);
        _objects.Dereference(section);
        return NtStatus.Success;
    }

    /// <summary>Shows pages of a file at addresses that were given out, and gets the prototype entries that are
    /// missing.</summary>
    /// <returns>False when there is no memory: then nothing was taken.</returns>
    public bool TryMap(FileControl control, uint firstPage, nuint address, uint pageCount)
    {
        FileSection section = control.Section!;
        List<uint> added = [];
        uint last = (firstPage + pageCount - 1) / FileChunk.PageCount;
        bool isThere = true;
        for (uint number = firstPage / FileChunk.PageCount; number <= last && isThere; number++)
        {
            if (section.Chunk(number) is null)
            {
                nuint block = _system.Kernel.Allocate(PoolFlags.Paged, ChunkByteCount, PrototypeTag);
                isThere = block != 0;
                if (isThere)
                {
                    Mapped.AddChunk(section, number, block);
                    added.Add(number);
                }
            }
        }

        if (isThere && Mapped.Map(section, firstPage, address, pageCount) is not null)
        {
            return true;
        }

        added.ForEach(number => _ = TryFreeChunk(section, number));
        return false;
    }

    /// <summary>Says that somebody needs the section of a file.</summary>
    /// <returns>False when there is no memory for it.</returns>
    public bool TryAddUser(FileControl control)
    {
        if (control.Section is null)
        {
            BlockList blocks = new(_system.Kernel);
            if (!blocks.TryTake(_system.Structures["ControlArea"], out nuint area))
            {
                return false;
            }

            control.Section = Mapped.Add(control.File, area);
        }
        else if (control.SectionUserCount == 0)
        {
            RemoveUnused(control);
        }

        control.SectionUserCount++;
        return true;
    }

    /// <summary>Says that somebody needs it no more; what is in RAM stays.</summary>
    public void RemoveUser(FileControl control)
    {
        if (--control.SectionUserCount == 0)
        {
            control.Unused = _unused.AddLast(control);
            if (control.Section!.ChunkCount == 0)
            {
                _ = TryFree(control);
            }
        }
    }

    /// <summary>Gives the memory of sections back that nobody uses, oldest first; their pages leave RAM.</summary>
    /// <param name="count">Files at most.</param>
    /// <returns>Files whose memory came back; fewer where the disk fails.</returns>
    public int TrimUnused(int count)
    {
        int done = 0;
        LinkedListNode<FileControl>? node = _unused.First;
        while (node is not null && done < count)
        {
            LinkedListNode<FileControl>? next = node.Next;
            done += TryFree(node.Value) ? 1 : 0;
            node = next;
        }

        return done;
    }

    /// <summary>Gives the prototype entries of a part of a file back that no view shows.</summary>
    /// <returns>False when there are none, or a view shows them, or the disk fails.</returns>
    public bool TryFreeChunk(FileSection section, uint number)
    {
        if (section.Chunk(number) is not { ViewCount: 0 })
        {
            return false;
        }

        nuint block = Mapped.RemoveChunk(section, number, out long _);
        if (block != 0)
        {
            _system.Kernel.Free(block, PrototypeTag);
        }

        return block != 0;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_unused.Count);
        foreach (FileControl control in _unused)
        {
            writer.Write(control.File.Number);
        }

        writer.Write(_views.Count);
        foreach ((nuint address, nuint section) in _views)
        {
            writer.Write((ulong)address);
            writer.Write((ulong)section);
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        for (uint left = reader.ReadUInt32("the number of unused sections"); left > 0; left--)
        {
            long at = reader.Offset;
            int number = reader.ReadIndex("an unused section", DiskVolume.LargestFileCount);
            if (_io.Find(number) is not { Section: not null, SectionUserCount: 0, Unused: null } control)
            {
                throw StateReader.Damaged(at, $"file {number} is an unused section; expected one without users, once");
            }

            control.Unused = _unused.AddLast(control);
        }

        foreach (FileSection section in Mapped.Sections)
        {
            if (_io.Find(section.File.Number) is null)
            {
                throw StateReader.Damaged(
                    reader.Offset,
                    $"file {section.File.Number} has a section and is not among the files that are mapped; "
                    + "expected it there");
            }
        }

        foreach (FileControl control in _io.Files)
        {
            if (control is { Section: not null, SectionUserCount: 0, Unused: null })
            {
                throw StateReader.Damaged(
                    reader.Offset,
                    $"file {control.File.Number} has a section without users; expected it among the unused");
            }
        }

        for (uint left = reader.ReadUInt32("the number of views of sections"); left > 0; left--)
        {
            long at = reader.Offset;
            nuint address = (nuint)reader.ReadUInt64();
            nuint section = (nuint)reader.ReadUInt64();
            _objects.CheckBlock(at, "a section object", section);
            if (section == 0 || Mapped.Find(address)?.Start != address
                || _system.Memory.Space.Find(address) != _system.Memory.SystemPtes.Range
                || !_views.TryAdd(address, section))
            {
                throw StateReader.Damaged(at, $"a section has a view at 0x{address:X}; expected one of system entries");
            }
        }
    }

    private static uint RoundUp(uint pageCount) =>
        (pageCount + FileChunk.PageCount - 1) / FileChunk.PageCount * FileChunk.PageCount;

    private FileControl ControlOf(nuint section)
    {
        int number = unchecked((int)_objects.Memory.Read(section, 0)) - 1;
        if (_io.Find(number) is not { Section: not null } control)
        {
            // Somebody wrote over the object.
            _system.Memory.Stop.Raise(BugCheckCode.ReferenceByPointer, (ulong)ObjectKind.Section, section);
            throw new System.InvalidOperationException();
        }

        return control;
    }

    private void Delete(nuint section)
    {
        if (_objects.Memory.Read(section, 0) != 0)
        {
            RemoveUser(ControlOf(section));
        }
    }

    private void RemoveUnused(FileControl control)
    {
        _unused.Remove(control.Unused!);
        control.Unused = null;
    }

    private bool TryFree(FileControl control)
    {
        FileSection section = control.Section!;
        foreach (uint number in section.IdleChunks())
        {
            if (!TryFreeChunk(section, number))
            {
                return false;
            }
        }

        Mapped.Remove(section);
        control.Section = null;
        RemoveUnused(control);
        _system.Kernel.Free(section.Subsection, _system.Structures["ControlArea"].Tag);
        _io.Forget(control);
        return true;
    }
}

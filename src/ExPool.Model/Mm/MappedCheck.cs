using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Looks whether prototype entries, frames and views agree: a machine that is loaded may come from
/// anybody.</summary>
/// <remarks>
/// Each bit of a chunk stands for one frame with that page of that file, and each frame with a page of a file for one
/// bit. A view's entry names a frame that names it, or its prototype entry. Runs after <see cref="MemoryCheck"/>.
/// </remarks>
internal sealed unsafe class MappedCheck(MemoryManager memory)
{
    private readonly Dictionary<uint, uint> _kept = [];
    private string? _wrong;
    private uint _active;
    private uint _cached;
    private uint _idle;

    private MappedFiles Mapped => memory.Mapped;

    private PteFormat Format => memory.Tables.Format;

    /// <summary>What is wrong, in one line; <see langword="null"/> when nothing is, and then pages are
    /// counted.</summary>
    public string? Run()
    {
        foreach (FileSection section in Mapped.Sections)
        {
            foreach ((uint number, FileChunk chunk) in section.Chunks)
            {
                CheckChunk(section, number, chunk);
            }
        }

        foreach ((uint frame, uint count) in _kept)
        {
            ref PfnEntry entry = ref memory.Pfn[frame];
            _ = Require(
                entry.ReferenceCount > count,
                $"frame 0x{frame:X} has {entry.ReferenceCount} references; expected more than the {count} prototype "
                + "entries in use there");
        }

        CheckViews();
        CheckFrames();
        Mapped.Count(_active, _cached, _idle);
        return _wrong;
    }

    private bool Require(bool isRight, string what)
    {
        _wrong ??= isRight ? null : what;
        return isRight;
    }

    private void CheckChunk(FileSection section, uint number, FileChunk chunk)
    {
        for (int index = 0; index < FileChunk.PageCount && _wrong is null; index++)
        {
            if ((chunk.Resident & (1UL << index)) == 0)
            {
                continue;
            }

            uint page = (number * FileChunk.PageCount) + (uint)index;
            nuint place = Mapped.PlaceOf(section, page);
            byte* pte = memory.Tables.Find(place);
            ulong entry = pte is null ? 0 : memory.Tables.Read(pte);
            ulong frame = Format.FrameOf(entry);
            if (Require(
                PteFormat.IsValid(entry) && memory.Memory.Contains(frame) && page < section.File.PageCount,
                $"the prototype entry of page {page} of '{section.File.Name}' at 0x{place:X} is not in RAM"))
            {
                _kept[(uint)frame] = _kept.GetValueOrDefault((uint)frame) + 1;
                byte* prototype = memory.Memory.FrameAt((uint)frame) + (place & (PhysicalMemory.PageByteCount - 1));
                CheckPage(section, page, memory.Tables.Read(prototype));
            }
        }
    }

    private void CheckPage(FileSection section, uint page, ulong prototype)
    {
        ulong frame = Format.FrameOf(prototype);
        bool isRight = memory.Memory.Contains(frame);
        if (isRight)
        {
            ref PfnEntry entry = ref memory.Pfn[(uint)frame];
            bool isMapped = PteFormat.IsValid(prototype);
            nuint address = SystemAddress.OfPage(entry.Page, Format);
            FileView? view = isMapped ? Mapped.Find(address) : null;
            isRight = entry.IsFile && entry.OriginalPte == Mapped.OutOf(section)
                && (isMapped
                    ? entry.Location == PageLocation.Active && view?.Section == section && view.PageOf(address) == page
                    : Format.StateOf(prototype) == PteState.Transition && entry.Page == page
                        && entry.Location is PageLocation.Standby or PageLocation.Modified);
            _idle += isMapped ? 0u : 1;
            _active += isMapped ? 1u : 0;
            _cached += isMapped && memory.Space.Find(address)?.Type == SystemVaType.SystemCache ? 1u : 0;
        }

        _ = Require(
            isRight,
            $"page {page} of '{section.File.Name}' is 0x{prototype:X}; expected an entry of a frame that names it");
    }

    private void CheckViews()
    {
        foreach (FileView view in Mapped.Views)
        {
            for (uint index = 0; index < view.PageCount && _wrong is null; index++)
            {
                nuint address = view.Start + ((nuint)index << PhysicalMemory.PageShift);
                byte* pte = memory.Tables.Find(address);
                ulong entry = pte is null ? 0 : memory.Tables.Read(pte);
                ulong frame = Format.FrameOf(entry);
                bool isRight = PteFormat.IsValid(entry)
                    ? memory.Memory.Contains(frame) && memory.Pfn[(uint)frame].IsFile
                        && memory.Pfn[(uint)frame].Page == SystemAddress.PageOf(address)
                    : entry == Mapped.AwayOf(view.Section, view.FirstPage + index);
                _ = Require(isRight, $"the entry of 0x{address:X} in a view is 0x{entry:X}; expected one of its file");
            }
        }
    }

    /// <summary>There are as many frames of files as bits: so each of them was met.</summary>
    private void CheckFrames()
    {
        uint count = 0;
        foreach (FrameRun run in memory.Lists.Used)
        {
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                count += memory.Pfn[frame].IsFile ? 1u : 0;
            }
        }

        _ = Require(
            count == _active + _idle,
            $"{count} frames hold pages of files; expected {_active + _idle}, as prototype entries say");
    }
}

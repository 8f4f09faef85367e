using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>The pageable pages of an address space that are in RAM now: finds those that are missed least, and lets
/// them go.</summary>
/// <remarks>
/// NT's working set of the system, of a process, or of a session. A page that goes is clean (standby) or not
/// (modified); its owner finds it there until the frame is reused. A list through the frames' entries, oldest first; a
/// look at a page moves it to the end.
/// </remarks>
internal sealed unsafe class WorkingSet(
    PfnDatabase pfn,
    PageLists lists,
    PageTables tables,
    PagingFiles files,
    ProcessorSet processors,
    MemoryCounters counters)
{
    /// <summary>NT's priority of an ordinary page.</summary>
    public const int NormalPriority = 5;

    /// <summary>Looks without a touch after which a page goes first.</summary>
    public const int OldAge = 2;

    private const uint OldestAge = 3;

    /// <summary>The pages of files among them.</summary>
    public MappedFiles Mapped { get; set; } = null!;

    /// <summary>The number of the address space whose pages it has.</summary>
    public uint Space => tables.Space;

    /// <summary>The pages' frames, oldest first.</summary>
    public FrameList Frames { get; } = new(pfn, PageLocation.Active);

    /// <summary>Pages in it.</summary>
    public uint Count => Frames.Count;

    /// <summary>Pages that it keeps unless memory is wholly short: NT's minimum working set.</summary>
    public uint Minimum { get; set; }

    /// <summary>The most pages that were ever in it.</summary>
    public uint Peak { get; private set; }

    /// <summary>Takes a page in.</summary>
    public void Add(uint frame)
    {
        Frames.Append(frame);
        Peak = Count > Peak ? Count : Peak;
    }

    /// <summary>Takes a page out, because it is no more.</summary>
    public void Remove(uint frame) => Frames.Remove(frame);

    /// <summary>Looks at the oldest pages: those that were touched since the last look are young again.</summary>
    public void Age(uint count)
    {
        for (uint looked = 0; looked < count && looked < Count; looked++)
        {
            uint frame = Frames.Head;
            Look(frame);
            Frames.Remove(frame);
            Frames.Append(frame);
        }
    }

    /// <summary>Lets pages go, those first that were not touched for long.</summary>
    /// <returns>Pages that went.</returns>
    public uint Trim(uint count)
    {
        uint trimmed = 0;
        for (int wanted = OldAge; wanted >= 0 && trimmed < count; wanted--)
        {
            trimmed += Trim(count - trimmed, wanted);
        }

        return trimmed;
    }

    /// <summary>Lets pages go that were not touched for so many looks.</summary>
    /// <returns>Pages that went.</returns>
    public uint Trim(uint count, int wanted)
    {
        uint trimmed = 0;
        for (uint left = Count; left > 0 && trimmed < count; left--)
        {
            uint frame = Frames.Head;
            Frames.Remove(frame);
            if (Look(frame) >= wanted && !IsLocked(frame))
            {
                TrimRemoved(frame);
                trimmed++;
            }
            else
            {
                Frames.Append(frame);
            }
        }

        return trimmed;
    }

    /// <summary>Lets one page go.</summary>
    /// <returns>False when a mapping needs it where it is.</returns>
    public bool TrimOne(uint frame)
    {
        if (IsLocked(frame))
        {
            return false;
        }

        Frames.Remove(frame);
        TrimRemoved(frame);
        return true;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        Frames.Save(writer);
        writer.Write(Peak);
        writer.Write(Minimum);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        Frames.Load(reader);
        Peak = reader.ReadUInt32("the largest working set");
        Minimum = reader.ReadUInt32("the least working set");
    }

    private bool IsLocked(uint frame) => pfn[frame].ReferenceCount > 1;

    /// <summary>Its age after this look.</summary>
    private uint Look(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        nuint address = SystemAddress.OfPage(entry.Page, tables.Format);
        byte* pte = tables.Find(address);
        ulong value = tables.Read(pte);
        if ((tables.Format.FlagsOf(value) & PteFlags.Accessed) == 0)
        {
            entry.Age = entry.Age < OldestAge ? entry.Age + 1 : OldestAge;
            return entry.Age;
        }

        // The processors remember pages that were touched; they have to say so again.
        tables.Write(pte, tables.Format.WithoutFlags(value, PteFlags.Accessed));
        processors.Flush(address >> PhysicalMemory.PageShift);
        entry.Age = 0;
        return 0;
    }

    private void TrimRemoved(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        if (entry.IsFile)
        {
            Mapped.Trim(frame);
            return;
        }

        nuint address = SystemAddress.OfPage(entry.Page, tables.Format);
        byte* pte = tables.Find(address);
        ulong valid = tables.Read(pte);
        PteFlags flags = tables.Format.FlagsOf(valid);
        bool isDirty = (flags & PteFlags.Dirty) != 0;
        PteProtection protection =
            (flags & PteFlags.Writable) != 0 ? PteProtection.ReadWrite : PteProtection.ReadOnly;
        tables.Write(pte, tables.Format.Transition(frame, protection));
        processors.Flush(address >> PhysicalMemory.PageShift);
        entry.ReferenceCount = 0;
        entry.Age = 0;
        counters.PagesTrimmed++;
        if (isDirty)
        {
            // What a paging file has of it is old.
            files.ReleaseIfAny(tables.Format, entry.OriginalPte);
            entry.OriginalPte = tables.Format.DemandZero(protection);
            entry.IsModified = true;
            (entry.IsHeld ? lists.ModifiedNoWrite : lists.Modified).Append(frame);
        }
        else
        {
            entry.OriginalPte = tables.Format.WithProtection(entry.OriginalPte, protection);
            entry.Priority = NormalPriority;
            lists.Standby[NormalPriority].Append(frame);
        }
    }
}

using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>The page tables of the system's half of the address space, in the machine's own frames.</summary>
/// <remarks>Tables are made when they are first needed and stay, as NT keeps those of the system. The top table holds
/// itself where NT has the self-map, so that entries have addresses too.</remarks>
internal sealed unsafe class SystemPageTables
{
    private readonly PhysicalMemory _memory;
    private readonly FrameSource _frames;
    private nuint _lastTablePages = nuint.MaxValue;
    private byte* _lastTable;

    public SystemPageTables(PhysicalMemory memory, FrameSource frames, PteFormat format)
    {
        _memory = memory;
        _frames = frames;
        Format = format;
        TableShift = System.Numerics.BitOperations.Log2((uint)format.EntryCountOf(0));
    }

    /// <summary>How entries look.</summary>
    public PteFormat Format { get; }

    /// <summary>The frame of the top table: CR3.</summary>
    public uint DirectoryFrame { get; set; } = PfnDatabase.None;

    /// <summary>Frames that are page tables.</summary>
    public uint TableCount { get; set; }

    /// <summary>Two to this power entries are a table.</summary>
    public int TableShift { get; }

    private int TopLevel => Format.LevelCount - 1;

    /// <summary>Makes the top table.</summary>
    /// <returns>False when there is no frame for it.</returns>
    public bool Create(ulong? selfMapAddress)
    {
        DirectoryFrame = TakeTable(page: 0);
        if (DirectoryFrame == PfnDatabase.None)
        {
            return false;
        }

        if (selfMapAddress is ulong address && Format.Mode != PagingMode.Pae)
        {
            byte* entry = EntryIn(DirectoryFrame, Format.IndexOf(address, TopLevel));
            Write(entry, TableEntry(DirectoryFrame));
        }

        return true;
    }

    /// <summary>Forgets what was remembered of the tables: they are others now.</summary>
    public void Forget() => _lastTablePages = nuint.MaxValue;

    /// <summary>The entry of a page; null where there is no table for it, or a large page.</summary>
    public byte* Find(nuint address)
    {
        nuint pages = address >> (PhysicalMemory.PageShift + TableShift);
        if (pages != _lastTablePages)
        {
            byte* table = FindTable(address, out _);
            if (table is null)
            {
                return null;
            }

            _lastTable = table;
            _lastTablePages = pages;
        }

        return _lastTable + ((nuint)Format.IndexOf(address, 0) * (nuint)Format.EntryByteCount);
    }

    /// <summary>The entry of level 1 of a page: where a large page is; null where there is no table for it.</summary>
    public byte* FindDirectoryEntry(nuint address)
    {
        uint frame = DirectoryFrame;
        for (int level = TopLevel; level > 1; level--)
        {
            ulong entry = Read(EntryIn(frame, Format.IndexOf(address, level)));
            if (!PteFormat.IsValid(entry))
            {
                return null;
            }

            frame = (uint)Format.FrameOf(entry);
        }

        return EntryIn(frame, Format.IndexOf(address, 1));
    }

    /// <summary>The entry of a page; makes the tables on the way. Null when there are no frames for them.</summary>
    public byte* Require(nuint address) => Find(address) is byte* found and not null
        ? found
        : MakeTables(address, bottom: 0) is uint frame and not PfnDatabase.None
            ? EntryIn(frame, Format.IndexOf(address, 0))
            : null;

    /// <summary>Maps a large page.</summary>
    /// <returns>False when there are no frames for the tables above it.</returns>
    public bool MapLarge(nuint address, uint frame)
    {
        uint table = MakeTables(address, bottom: 1);
        if (table == PfnDatabase.None)
        {
            return false;
        }

        Write(
            EntryIn(table, Format.IndexOf(address, 1)),
            Format.Valid(frame, PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty | PteFlags.Large | PteFlags.Global));
        return true;
    }

    /// <summary>Entries from this page's on that lie in the same table.</summary>
    public nuint EntriesLeft(nuint address) =>
        (nuint)(Format.EntryCountOf(0) - Format.IndexOf(address, 0));

    /// <summary>Reads an entry.</summary>
    public ulong Read(byte* entry) => Format.EntryByteCount == 8 ? *(ulong*)entry : *(uint*)entry;

    /// <summary>Writes an entry.</summary>
    public void Write(byte* entry, ulong value)
    {
        if (Format.EntryByteCount == 8)
        {
            *(ulong*)entry = value;
        }
        else
        {
            *(uint*)entry = (uint)value;
        }
    }

    private byte* FindTable(nuint address, out int level)
    {
        uint frame = DirectoryFrame;
        for (level = TopLevel; level > 0; level--)
        {
            ulong entry = Read(EntryIn(frame, Format.IndexOf(address, level)));
            if (!PteFormat.IsValid(entry) || (level == 1 && (Format.FlagsOf(entry) & PteFlags.Large) != 0))
            {
                return null;
            }

            frame = (uint)Format.FrameOf(entry);
        }

        return _memory.FrameAt(frame);
    }

    private uint MakeTables(nuint address, int bottom)
    {
        uint frame = DirectoryFrame;
        for (int level = TopLevel; level > bottom; level--)
        {
            byte* entry = EntryIn(frame, Format.IndexOf(address, level));
            ulong value = Read(entry);
            if (PteFormat.IsValid(value))
            {
                frame = (uint)Format.FrameOf(value);
                continue;
            }

            frame = TakeTable(address >> PhysicalMemory.PageShift);
            if (frame == PfnDatabase.None)
            {
                return frame;
            }

            Write(entry, TableEntry(frame));
        }

        return frame;
    }

    private ulong TableEntry(uint frame) =>
        Format.Valid(frame, PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty);

    private uint TakeTable(nuint page)
    {
        uint frame = _frames.Take(FrameUse.PageTable, page, mustBeZero: true);
        TableCount += frame == PfnDatabase.None ? 0u : 1u;
        return frame;
    }

    private byte* EntryIn(uint frame, int index) =>
        _memory.FrameAt(frame) + ((nuint)index * (nuint)Format.EntryByteCount);
}

using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>The page tables of one address space, in the machine's own frames.</summary>
/// <remarks>Tables are made when they are first needed. Those of the system stay, as NT keeps them; those of a process
/// go when nothing is left in them. The top table holds itself where NT has the self-map, so that entries have
/// addresses too. Tables = frames for page tables whose space is this one's.</remarks>
internal sealed unsafe partial class PageTables
{
    // A directory of the format with three levels names so much.
    private const int GigabyteShift = 30;

    private readonly PhysicalMemory _memory;
    private readonly FrameSource _frames;
    private readonly SpaceCharge _charge;
    private nuint _lastTablePages = nuint.MaxValue;
    private byte* _lastTable;

    /// <summary>Makes page tables without a table yet.</summary>
    /// <param name="memory">Where they lie.</param>
    /// <param name="frames">Who gives frames for them.</param>
    /// <param name="format">How entries look.</param>
    /// <param name="charge">Who is asked before a table is made: it stays, so it is charged like any page that
    /// does.</param>
    /// <param name="space">The number of the address space; 0 is the system's.</param>
    public PageTables(PhysicalMemory memory, FrameSource frames, PteFormat format, SpaceCharge charge, uint space)
    {
        _memory = memory;
        _frames = frames;
        _charge = charge;
        Space = space;
        Format = format;
        TableShift = System.Numerics.BitOperations.Log2((uint)format.EntryCountOf(0));
    }

    /// <summary>How entries look.</summary>
    public PteFormat Format { get; }

    /// <summary>The number of the address space; 0 is the system's.</summary>
    public uint Space { get; }

    /// <summary>The frame of the top table: CR3.</summary>
    public uint DirectoryFrame { get; private set; } = PfnDatabase.None;

    /// <summary>The first address at which the tables themselves are seen.</summary>
    public ulong SelfMap { get; set; }

    /// <summary>Frames that are page tables.</summary>
    public uint TableCount { get; private set; }

    /// <summary>Two to this power entries are a table.</summary>
    public int TableShift { get; }

    private int TopLevel => Format.LevelCount - 1;

    /// <summary>Makes the top table.</summary>
    /// <param name="selfMap">The first address at which the tables themselves are seen.</param>
    /// <returns>False when there is no frame for it.</returns>
    public bool Create(ulong selfMap)
    {
        SelfMap = selfMap;
        if (!CreateTop())
        {
            return false;
        }

        return Format.Mode == PagingMode.Pae ? CreatePae(selfMap) : MapTable(DirectoryFrame, selfMap, DirectoryFrame);
    }

    /// <summary>Makes the top table alone: the tables are seen nowhere.</summary>
    /// <returns>False when there is no frame for it.</returns>
    public bool CreateTop()
    {
        DirectoryFrame = TakeTable(page: 0);
        return DirectoryFrame != PfnDatabase.None;
    }

    /// <summary>Writes where the tables begin; they lie in RAM.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(DirectoryFrame);
        writer.Write(TableCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        DirectoryFrame = reader.ReadUInt32("the frame of the top page table", _memory.EndFrame - 1);
        TableCount = reader.ReadUInt32("the number of page tables", _memory.FrameCount);
        _lastTablePages = nuint.MaxValue;
    }

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
    public byte* Require(nuint address)
    {
        byte* found = Find(address);
        if (found is not null)
        {
            return found;
        }

        uint table = MakeTables(address, bottom: 0);
        return table == PfnDatabase.None ? null : EntryIn(table, Format.IndexOf(address, 0));
    }

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
            Format.Valid(
                frame,
                PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty | PteFlags.Large | PteFlags.Global));
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

    /// <summary>With three levels, the four directories see each other in the last one.</summary>
    private bool CreatePae(ulong selfMap)
    {
        const int DirectoryCount = 4;
        uint last = MakeTables((nuint)selfMap, bottom: 1);
        for (int index = 0; index < DirectoryCount && last != PfnDatabase.None; index++)
        {
            uint directory = MakeTables((nuint)index << GigabyteShift, bottom: 1);
            if (directory == PfnDatabase.None)
            {
                return false;
            }

            ulong seen = selfMap + ((ulong)index * Format.ByteCountOf(1));
            Write(EntryIn(last, Format.IndexOf(seen, 1)), TableEntry(directory));
        }

        return last != PfnDatabase.None;
    }

    private bool MapTable(uint inTable, ulong selfMap, uint frame)
    {
        Write(EntryIn(inTable, Format.IndexOf(selfMap, TopLevel)), TableEntry(frame));
        return true;
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

            uint table = TakeTable(address >> PhysicalMemory.PageShift);
            if (table == PfnDatabase.None)
            {
                return table;
            }

            Write(entry, TableEntry(table) | UserBitOf(address));
            frame = table;
        }

        return frame;
    }

    private ulong TableEntry(uint frame) =>
        Format.Valid(frame, PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty);

    private uint TakeTable(nuint page)
    {
        // Unlike the system's, a table of a process is not made of the reserve.
        bool isCharged = Space == 0 ? _charge.TryTakeOfReserve() : _charge.TakeResident(1) == NtStatus.Success;
        if (!isCharged)
        {
            return PfnDatabase.None;
        }

        uint frame = _frames.Take(FrameUse.PageTable, page, mustBeZero: true, Space);
        if (frame == PfnDatabase.None)
        {
            _charge.ReturnResident(1);
            return frame;
        }

        TableCount++;
        return frame;
    }

    private byte* EntryIn(uint frame, int index) =>
        _memory.FrameAt(frame) + ((nuint)index * (nuint)Format.EntryByteCount);
}

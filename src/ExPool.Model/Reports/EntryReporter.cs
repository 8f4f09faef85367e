using System.Collections.Immutable;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Reports;

/// <summary>Reads single frames and page-table entries, as they lie in the machine; changes nothing.</summary>
internal static class EntryReporter
{
    private static readonly string[] s_levelNames = ["PTE", "PDE", "PPE", "PXE"];

    /// <summary>The entry of a frame; <see langword="null"/> for one that does not exist.</summary>
    public static FrameReport? ReadFrame(ComputerParts parts, ulong number)
    {
        if (!parts.Ram.Contains(number))
        {
            return null;
        }

        uint frame = (uint)number;
        if (IsFresh(parts, frame))
        {
            return new FrameReport
            {
                Frame = frame,
                Location = PageLocation.Zeroed,
                Use = FrameUse.None,
                IsFresh = true,
                IsLarge = false,
                IsModified = false,
                ReferenceCount = 0,
                Priority = 0,
            };
        }

        PfnEntry entry = parts.Memory.Pfn[frame];
        bool isOwned = entry.Location is not (PageLocation.Zeroed or PageLocation.Free or PageLocation.Bad);
        bool isListed = entry.Location < PageLocation.Active
            || (entry.Location == PageLocation.Active && entry.Use == FrameUse.Pageable);
        (ulong? address, int level, ulong? table) = isOwned ? OwnerOf(parts, frame, entry) : default;
        return new FrameReport
        {
            Frame = frame,
            Space = isOwned ? parts.Memory.Pfn.SpaceOf(frame) : null,
            Location = entry.Location,
            Use = isOwned ? entry.Use : FrameUse.None,
            IsFresh = false,
            IsLarge = isOwned && entry.IsLarge,
            IsModified = isOwned && entry.IsModified,
            Flink = isListed ? Link(entry.Next) : null,
            Blink = isListed ? Link(entry.Previous) : null,
            ShareCount = entry.Location == PageLocation.Active && entry.Use != FrameUse.PageTable ? 1u : null,
            ReferenceCount = isOwned ? entry.ReferenceCount : 0,
            Priority = (int)entry.Priority,
            Address = address,
            PteAddress = address is ulong owned
                ? parts.Layout.Format.EntryAddressOf(owned, level, parts.Layout.SelfMap)
                : null,
            OriginalPte = isOwned && entry.Use == FrameUse.Pageable ? entry.OriginalPte : null,
            PteFrame = table,
        };
    }

    /// <summary>The entries of an address; of an address within the page tables, those of the page that it is the
    /// entry of.</summary>
    public static PteReport ReadEntries(ComputerParts parts, ulong address)
    {
        PteFormat format = parts.Layout.Format;
        ulong selfMap = parts.Layout.SelfMap;
        int top = format.LevelCount - 1;
        ulong pageCount = (format.ByteCountOf(top) >> PhysicalMemory.PageShift) * (ulong)format.EntryCountOf(top);
        if (unchecked(address - selfMap) / (ulong)format.EntryByteCount < pageCount)
        {
            address = format.AddressOf(address, selfMap);
        }

        ImmutableArray<PteLevel>.Builder levels = ImmutableArray.CreateBuilder<PteLevel>();
        if (format.IsCanonical(address))
        {
            PageTableWalker walker = WalkerOf(parts);
            bool isDone = false;
            for (int level = TopLevelOf(format); level >= 0 && !isDone; level--)
            {
                // An entry's own address is translated as any other: so the self-map shows it.
                ulong place = format.EntryAddressOf(address, level, selfMap);
                Translation found = walker.Translate(place);
                isDone = found.State != PteState.Valid;
                if (!isDone)
                {
                    ulong value = ReadEntry(parts, found.PhysicalAddress);
                    levels.Add(Decode(format, level, place, value));
                    isDone = !PteFormat.IsValid(value) || (level > 0 && (format.FlagsOf(value) & PteFlags.Large) != 0);
                }
            }
        }

        return new(
            address, format.EntryByteCount, levels.DrainToImmutable(), parts.Memory.Space.Find((nuint)address)?.Type);
    }

    private static PteLevel Decode(PteFormat format, int level, ulong place, ulong value)
    {
        PteState state = format.StateOf(value);
        bool isValid = state == PteState.Valid;
        bool isInFile = state == PteState.PagingFile;
        return new(
            s_levelNames[level],
            place,
            value,
            state,
            isValid ? format.FlagsOf(value) : PteFlags.None,
            isValid || state == PteState.Transition ? format.FrameOf(value) : null,
            isValid || state == PteState.Zero ? null : format.ProtectionOf(value),
            isInFile ? format.PagingFileOf(value) : null,
            isInFile ? format.PagingFileOffsetOf(value) : null);
    }

    /// <summary>The address that a frame serves, the level of the entry that names it, and that entry's
    /// table.</summary>
    private static (ulong? Address, int Level, ulong? Table) OwnerOf(ComputerParts parts, uint frame, in PfnEntry entry)
    {
        PteFormat format = parts.Layout.Format;
        ulong address = SystemAddress.OfPage(entry.Page, format);
        if (entry.IsFile && entry.Location != PageLocation.Active)
        {
            return default;   // A prototype entry owns it, which maps no address.
        }

        PageTables tables = parts.Memory.Spaces.Of(frame).Tables;
        if (frame == tables.DirectoryFrame && parts.Memory.Spaces.Of(frame).Kind == AddressSpaceKind.Session)
        {
            return default;   // Nothing names the top table of a session but the system itself.
        }

        if (frame == tables.DirectoryFrame)
        {
            // The top table names itself, where the self-map is.
            return (parts.Layout.SelfMap, format.LevelCount - 1, frame);
        }

        ulong table = tables.DirectoryFrame;
        for (int level = format.LevelCount - 1; level >= 0; level--)
        {
            ulong place = (table << PhysicalMemory.PageShift)
                + (ulong)(format.IndexOf(address, level) * format.EntryByteCount);
            ulong value = ReadEntry(parts, place);
            ulong first = format.FrameOf(value);
            bool isLarge = PteFormat.IsValid(value) && level > 0 && (format.FlagsOf(value) & PteFlags.Large) != 0;
            ulong count = isLarge ? (ulong)format.PagesPerLargePage : 1;
            bool names = format.StateOf(value) is PteState.Valid or PteState.Transition;
            if (names && frame >= first && frame - first < count)
            {
                return (address, level, table);
            }

            if (!PteFormat.IsValid(value) || isLarge)
            {
                break;
            }

            table = first;
        }

        return default;   // A frame that several entries show, as the one of zeros: nobody owns it alone.
    }

    private static bool IsFresh(ComputerParts parts, uint frame) =>
        parts.Memory.Lists.Fresh.Any(run => frame >= run.Start && frame < run.End);

    private static ulong? Link(uint frame) => frame == PfnDatabase.None ? null : frame;

    private static int TopLevelOf(PteFormat format) => format.Mode == PagingMode.Pae ? 1 : format.LevelCount - 1;

    private static PageTableWalker WalkerOf(ComputerParts parts) => new(
        parts.Ram,
        parts.Layout.Format,
        (ulong)parts.Memory.Tables.DirectoryFrame << PhysicalMemory.PageShift);

    private static ulong ReadEntry(ComputerParts parts, ulong physicalAddress)
    {
        System.Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        parts.Ram.Read(physicalAddress, bytes[..parts.Layout.Format.EntryByteCount]);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}

using System;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Saving;

/// <summary>Writes and reads how a machine is laid out; what is read cannot be but a layout.</summary>
internal static class SavedLayout
{
    private const ulong Page = PhysicalMemory.PageByteCount;
    private const uint MostRuns = 64;
    private const uint MostRegions = 256;

    // A bit for each page: all regions together take a gigabyte of them, and none until it is used.
    private const ulong LargestSpace = 32UL << 40;

    // 4 TB of RAM, for which the entries of frames take 24 GB of the host's addresses.
    private const uint LastFrame = 1 << 30;

    private const string Part = "layout";

    /// <summary>Writes a layout.</summary>
    public static void Write(StateWriter writer, SystemLayout layout)
    {
        writer.Begin(Part);
        writer.Write((uint)layout.Format.Mode);
        writer.Write((uint)layout.Format.Generation);
        writer.Write(layout.SelfMap);
        writer.Write(layout.UserEnd);
        writer.Write(layout.Runs.Count);
        foreach (FrameRun run in layout.Runs)
        {
            writer.Write(run.Start);
            writer.Write(run.Count);
        }

        writer.Write(layout.Images.Count);
        foreach ((nuint address, uint pageCount) in layout.Images)
        {
            writer.Write((ulong)address);
            writer.Write(pageCount);
        }

        writer.Write(layout.Regions.Count);
        foreach ((SystemVaType type, ulong start, ulong byteCount) in layout.Regions)
        {
            writer.Write((uint)type);
            writer.Write(start);
            writer.Write(byteCount);
        }

        writer.Write(layout.Tables.Start);
        writer.Write(layout.Tables.ByteCount);
        writer.Write(layout.Shared is not null);
        if (layout.Shared is { } shared)
        {
            writer.Write(shared.Start);
            writer.Write(shared.ByteCount);
            writer.Write(shared.UnitByteCount);
            writer.Write(shared.HoleStart);
            writer.Write(shared.HoleByteCount);
        }
    }

    /// <summary>Reads a layout.</summary>
    public static SystemLayout Read(StateReader reader)
    {
        reader.Expect(Part);
        long at = reader.Offset;
        PagingMode mode = (PagingMode)reader.ReadUInt32("the paging mode", (uint)PagingMode.Amd64);
        PteGeneration generation = (PteGeneration)reader.ReadUInt32(
            "the generation of page-table entries", (uint)PteGeneration.Windows10Version1809);
        if (!PteFormat.Exists(mode, generation))
        {
            throw StateReader.Damaged(at, $"page tables are {mode} of {generation}; expected a pair that exists");
        }

        PteFormat format = PteFormat.Of(mode, generation);
        SystemLayout layout = new()
        {
            Format = format,
            SelfMap = ReadAddress(reader, "the self-map", format),
            UserEnd = ReadUserEnd(reader, format),
            Runs = ReadRuns(reader, format),
            Images = ReadImages(reader, format),
            Regions = ReadRegions(reader, format),
            Tables = (
                ReadAddress(reader, "the tables", format),
                reader.ReadUpTo("the bytes of the tables", LargestSpace)),
            Shared = reader.ReadBoolean() ? ReadShared(reader, format) : null,
        };
        CheckRegions(reader.Offset, layout, format);
        return layout;
    }

    /// <summary>User addresses lie in the lower half; only x86 may give them half of the upper one.</summary>
    private static ulong ReadUserEnd(StateReader reader, PteFormat format)
    {
        const ulong Largest32 = 3UL << 30;
        const ulong Largest64 = 1UL << 47;
        ulong largest = format.Mode == PagingMode.Amd64 ? Largest64 : Largest32;
        long at = reader.Offset;
        ulong end = reader.ReadUpTo("the end of user addresses", largest);
        return end != 0 && end % format.ByteCountOf(1) == 0
            ? end
            : throw StateReader.Damaged(at, $"user addresses end at 0x{end:X}; expected what page tables cover");
    }

    private static FrameRun[] ReadRuns(StateReader reader, PteFormat format)
    {
        uint last = (uint)Math.Min(format.MaximumFrame, LastFrame);
        FrameRun[] runs = new FrameRun[reader.ReadBetween("the number of runs of RAM", 1, MostRuns)];
        uint next = 0;
        for (int index = 0; index < runs.Length; index++)
        {
            uint start = reader.ReadBetween("the first frame of a run of RAM", next, last);
            runs[index] = new FrameRun(start, reader.ReadBetween("the frames of a run of RAM", 1, last - start + 1));
            next = Math.Min(runs[index].End + 1, last);
        }

        return runs;
    }

    private static (nuint Address, uint PageCount)[] ReadImages(StateReader reader, PteFormat format)
    {
        (nuint, uint)[] images = new (nuint, uint)[reader.ReadBetween("the number of images", 1, MostRegions)];
        for (int index = 0; index < images.Length; index++)
        {
            nuint address = (nuint)ReadAddress(reader, "an image", format);
            images[index] = (address, reader.ReadUInt32("the pages of an image", LastFrame));
        }

        return images;
    }

    private static (SystemVaType Type, ulong Start, ulong ByteCount)[] ReadRegions(StateReader reader, PteFormat format)
    {
        (SystemVaType, ulong, ulong)[] regions =
            new (SystemVaType, ulong, ulong)[reader.ReadUInt32("the number of regions", MostRegions)];
        for (int index = 0; index < regions.Length; index++)
        {
            SystemVaType type = (SystemVaType)reader.ReadUInt32("the type of a region", LastType);
            ulong start = ReadAddress(reader, "a region", format);
            regions[index] = (type, start, reader.ReadUpTo("the bytes of a region", LargestSpace));
        }

        return regions;
    }

    private static SharedSpace ReadShared(StateReader reader, PteFormat format)
    {
        const ulong Largest = 4UL << 30;   // only 32-bit machines share
        long at = reader.Offset;
        ulong unit = (ulong)format.EntryCountOf(0) * Page;
        SharedSpace shared = new(
            ReadAddress(reader, "what the pools share", format),
            reader.ReadUpTo("the bytes that the pools share", Largest),
            reader.ReadUpTo("the bytes of a unit", Largest),
            reader.ReadUpTo("a hole in what the pools share", 2 * Largest),
            reader.ReadUpTo("the bytes of that hole", Largest));
        ulong end = shared.Start + shared.ByteCount;
        bool isSound = end <= Largest && shared.UnitByteCount == unit
            && shared.ByteCount != 0 && shared.ByteCount % unit == 0 && shared.HoleByteCount % unit == 0
            && shared.HoleStart >= shared.Start && (shared.HoleStart - shared.Start) % unit == 0
            && shared.HoleStart + shared.HoleByteCount <= end;
        return isSound
            ? shared
            : throw StateReader.Damaged(at, $"the pools share {shared}; expected whole units of {unit} bytes");
    }

    private static uint LastType { get; } = (uint)Enum.GetValues<SystemVaType>().Max();

    private static ulong ReadAddress(StateReader reader, string what, PteFormat format)
    {
        long at = reader.Offset;
        ulong address = reader.ReadUInt64();
        return format.IsCanonical(address) && address % Page == 0
            ? address
            : throw StateReader.Damaged(at, $"{what} is at 0x{address:X}; expected a page's address");
    }

    /// <summary>Regions must be there, hold whole pages, and neither overlap nor leave the address space.</summary>
    private static void CheckRegions(long at, SystemLayout layout, PteFormat format)
    {
        ulong last = layout.UserEnd - 1;
        ulong total = 0;
        foreach ((SystemVaType type, ulong start, ulong byteCount) in layout.Regions
            .Append((SystemVaType.BootLoaded, layout.Tables.Start, layout.Tables.ByteCount))
            .Concat(PartsOf(layout.Shared))
            .OrderBy(region => region.Item2))
        {
            total += byteCount;
            if (start <= last || byteCount % Page != 0 || total > LargestSpace || !Fits(start, byteCount, format))
            {
                throw StateReader.Damaged(
                    at,
                    $"the region of {type} is 0x{start:X} with {byteCount} bytes; "
                    + "expected whole pages after the region before");
            }

            last = byteCount == 0 ? last : start + (byteCount - 1);
        }

        foreach (SystemVaType type in (ReadOnlySpan<SystemVaType>)
            [SystemVaType.NonPagedPool, SystemVaType.PagedPool, SystemVaType.SystemPtes])
        {
            bool isShared = layout.Shared is not null && type != SystemVaType.SystemPtes;
            if (!isShared && !layout.Regions.Any(region => region.Type == type && region.ByteCount != 0))
            {
                throw StateReader.Damaged(at, $"there is no region for {type}; expected one");
            }
        }
    }

    /// <summary>What pools share, without its hole.</summary>
    private static (SystemVaType Type, ulong Start, ulong ByteCount)[] PartsOf(SharedSpace? shared) => shared is null
        ? []
        :
        [
            (SystemVaType.NonPagedPool, shared.Start, shared.HoleStart - shared.Start),
            (
                SystemVaType.PagedPool,
                shared.HoleStart + shared.HoleByteCount,
                shared.Start + shared.ByteCount - shared.HoleStart - shared.HoleByteCount),
        ];

    private static bool Fits(ulong start, ulong byteCount, PteFormat format) =>
        byteCount == 0 || (byteCount - 1 <= ulong.MaxValue - start && format.IsCanonical(start + byteCount - 1));
}

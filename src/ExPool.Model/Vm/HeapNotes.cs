using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Vm;

/// <summary>What a heap notes, in the process's own memory: regions, blocks in use, free blocks.</summary>
/// <remarks>
/// <code>
/// control + 0      first free block | regions | address of region 0 | 1 | ...
/// control + 4096   of each region 512 bytes: a bit per 16 bytes, set while in use; and 512: set where a block ends
/// free block       next free block | its size
/// </code>
/// Words are as wide as addresses.
/// </remarks>
internal sealed class HeapNotes(UserSpace space, nuint control)
{
    /// <summary>Bytes of a page.</summary>
    public const uint PageByteCount = PhysicalMemory.PageByteCount;

    /// <summary>Bytes of addresses for notes.</summary>
    public const uint ByteCount = 64 << 10;

    /// <summary>Bytes of the first part.</summary>
    public const uint HeadByteCount = PageByteCount;

    /// <summary>Bytes of the notes of a region.</summary>
    public const uint PlaceByteCount = 2 * BitsByteCount;

    /// <summary>Regions whose notes find a place.</summary>
    public const uint MostRegions = (ByteCount - HeadByteCount) / PlaceByteCount;

    private const uint BitsByteCount = UserHeap.RegionByteCount / UserHeap.GranuleByteCount / 8;

    /// <summary>Where they begin.</summary>
    public nuint Control { get; } = control;

    /// <summary>The free block with the lowest address; 0 when there is none.</summary>
    public nuint FirstFree => ReadWord(Control);

    /// <summary>Regions.</summary>
    public uint RegionCount => (uint)ReadWord(Control + Word);

    private nuint Word => (nuint)space.PointerByteCount;

    /// <summary>The first address of a region.</summary>
    public nuint RegionAt(uint number) => ReadWord(Control + ((2 + number) * Word));

    /// <summary>Where the notes of a region are.</summary>
    public nuint PlaceOf(uint number) => Control + HeadByteCount + (number * PlaceByteCount);

    /// <summary>The next free block of one; 0 at the end.</summary>
    public nuint NextOf(nuint block) => ReadWord(block);

    /// <summary>The bytes of a free block.</summary>
    public uint SizeOf(nuint block) => (uint)ReadWord(block + Word);

    /// <summary>Notes a region.</summary>
    public void Add(nuint region)
    {
        uint count = RegionCount;
        WriteWord(Control + ((2 + count) * Word), region);
        WriteWord(Control + Word, count + 1);
    }

    /// <summary>Forgets the region that was noted last.</summary>
    public void RemoveLast() => WriteWord(Control + Word, RegionCount - 1);

    /// <summary>Writes the words of a free block.</summary>
    public void WriteFree(nuint block, nuint next, uint byteCount)
    {
        WriteWord(block, next);
        WriteWord(block + Word, byteCount);
    }

    /// <summary>Lets a free block be followed by another; 0 is the head of the list.</summary>
    public void Link(nuint before, nuint next) => WriteWord(before == 0 ? Control : before, next);

    /// <summary>Notes that a block is in use, or is not any more.</summary>
    public void SetInUse(nuint block, uint byteCount, bool isInUse)
    {
        byte[] bits = ReadBits(block, out nuint place, out uint first);
        uint count = byteCount / UserHeap.GranuleByteCount;
        for (uint granule = first; granule < first + count; granule++)
        {
            Set(bits, granule, isInUse);
        }

        Set(bits.AsSpan((int)BitsByteCount), first + count - 1, isInUse);
        Check(space.Write(place, bits));
    }

    /// <summary>The bytes of a block in use; 0 for what is none.</summary>
    public uint SizeInUse(nuint address)
    {
        if (address % UserHeap.GranuleByteCount != 0 || FindRegion(address) < 0)
        {
            return 0;
        }

        byte[] bits = ReadBits(address, out _, out uint first);
        ReadOnlySpan<byte> ends = bits.AsSpan((int)BitsByteCount);
        bool isStart = IsSet(bits, first) && (first == 0 || !IsSet(bits, first - 1) || IsSet(ends, first - 1));
        uint last = first;
        while (isStart && !IsSet(ends, last))
        {
            last++;
        }

        return isStart ? (last - first + 1) * UserHeap.GranuleByteCount : 0;
    }

    /// <summary>The blocks in use, by address, with their bytes.</summary>
    public List<(nuint Address, uint ByteCount)> ListInUse()
    {
        List<(nuint Address, uint ByteCount)> blocks = [];
        for (uint region = 0; region < RegionCount; region++)
        {
            nuint start = RegionAt(region);
            for (nuint address = start; address < start + UserHeap.RegionByteCount;)
            {
                uint size = SizeInUse(address);
                if (size != 0)
                {
                    blocks.Add((address, size));
                }

                address += uint.Max(size, UserHeap.GranuleByteCount);
            }
        }

        blocks.Sort((left, right) => left.Address.CompareTo(right.Address));
        return blocks;
    }

    /// <summary>The free blocks, by address, with their bytes.</summary>
    public List<(nuint Address, uint ByteCount)> ListFree()
    {
        List<(nuint Address, uint ByteCount)> blocks = [];
        for (nuint block = FirstFree; block != 0; block = NextOf(block))
        {
            blocks.Add((block, SizeOf(block)));
        }

        return blocks;
    }

    private int FindRegion(nuint address)
    {
        for (uint number = 0; number < RegionCount; number++)
        {
            if (unchecked(address - RegionAt(number)) < UserHeap.RegionByteCount)
            {
                return (int)number;
            }
        }

        return -1;
    }

    private byte[] ReadBits(nuint block, out nuint place, out uint granule)
    {
        uint region = (uint)FindRegion(block);
        granule = (uint)((block - RegionAt(region)) / UserHeap.GranuleByteCount);
        place = PlaceOf(region);
        byte[] bits = new byte[PlaceByteCount];
        Check(space.Read(place, bits));
        return bits;
    }

    private nuint ReadWord(nuint address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        Check(space.Read(address, bytes[..space.PointerByteCount]));
        return (nuint)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private void WriteWord(nuint address, nuint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Check(space.Write(address, bytes[..space.PointerByteCount]));
    }

    private static void Check(NtStatus status)
    {
        if (status != NtStatus.Success)
        {
            throw new UserAccessException(status);
        }
    }

    private static bool IsSet(ReadOnlySpan<byte> bits, uint number) =>
        (bits[(int)(number / 8)] >> (int)(number % 8) & 1) != 0;

    private static void Set(Span<byte> bits, uint number, bool value)
    {
        ref byte part = ref bits[(int)(number / 8)];
        int bit = 1 << (int)(number % 8);
        part = (byte)((value ? part | bit : part & ~bit) & 0xFF);
    }
}

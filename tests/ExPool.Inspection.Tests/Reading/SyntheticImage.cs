using System.Buffers.Binary;
using System.Text;
using ExPool.Snapshots;

namespace ExPool.Inspection.Tests.Reading;

/// <summary>
/// Two small pools written byte by byte as docs/internals/memory-layout.md says, by neither writer nor reader.
/// </summary>
/// <remarks>
/// Nonpaged: page 0 [4 Aaaa][10 free][6 Bbbb][235 free], pages 1-2 Bigg, page 3 [2 Cccc][1 hole][3 Cccc]
/// [4 Kept, in a look-aside list][245 free], page 4 Larg in a look-aside list, page 5 cached, pages 6-15 free.
/// Paged: page 0 free and given back, page 1 of descriptor 2 [5 Pppp][6 Shar, in a shared list][244 free], pages 2-4
/// Qqqq, pages 5-15 free.
/// </remarks>
internal sealed class SyntheticImage
{
    public const ulong Tables = 0x7000_0000_0000;
    public const ulong NonPaged = 0x7100_0000_0000;
    public const ulong Paged = 0x7200_0000_0000;
    public const ulong Processors = Tables + 0x1000;
    public const ulong Tags = Tables + 0x2000;
    public const ulong NonPagedStates = Tables + 0x9000;
    public const ulong PagedStates = Tables + 0x9100;
    public const ulong NonPagedRuns = Tables + 0xA000;
    public const ulong PagedRuns = Tables + 0xB000;
    public const ulong NonPagedDescriptors = Tables + 0xC000;
    public const ulong PagedDescriptors = Tables + 0xE000;
    public const ulong FirstChunk = Tables + 0x15000;
    public const ulong SecondChunk = Tables + 0x16000;
    public const ulong FirstProcessor = Tables + 0x28000;
    public const ulong SecondProcessor = Tables + 0x2D180;
    public const ulong Magazines = Tables + 0x1D000;
    public const ulong NonPagedShared = Tables + 0x1E000;
    public const ulong PagedShared = Tables + 0x22800;
    public const ulong SharedSlots = Tables + 0x27000;
    public const ulong TablesEnd = Tables + UsedByteCount;
    public const ulong KeptSmall = NonPaged + 0x3070;
    public const ulong KeptLarge = NonPaged + 0x4000;
    public const ulong KeptShared = Paged + 0x1060;
    public const int TablesByteCount = 0x40000;
    public const int PageCount = 16;
    private const ulong UsedByteCount = 0x33000;

    public SyntheticImage()
    {
        Space.Add(Tables, new byte[TablesByteCount]);
        Space.Add(NonPaged, new byte[PageCount * 0x1000]);
        Space.Add(Paged, new byte[PageCount * 0x1000]);
        WriteRoot();
        WriteNonPaged();
        WritePaged();
        WriteTags();
        WriteProcessors();
        WriteLookasides();
    }

    public SyntheticAddressSpace Space { get; } = new();

    public PoolReader OpenReader() => new(Space, PoolLayout.ExPool, Tables);

    public PoolSnapshot Read() =>
        OpenReader().ReadCounters(new SnapshotOrigin(SnapshotOriginKind.Dump, "synthetic", "test", null));

    public void U8(ulong address, byte value) => Space.At(address)[0] = value;

    public void U32(ulong address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Space.At(address), value);

    public void U64(ulong address, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Space.At(address), value);

    public ulong U64(ulong address) => BinaryPrimitives.ReadUInt64LittleEndian(Space.At(address));

    public void Text(ulong address, string text) => Encoding.UTF8.GetBytes(text, Space.At(address));

    /// <summary>The address of the head of a list.</summary>
    public static ulong Head(ulong descriptor, int units) => descriptor + 0x100 + ((ulong)(units - 1) * 16);

    private void WriteRoot()
    {
        Text(Tables, "EXPOOLKD");
        U32(Tables + 0x08, 4);
        U32(Tables + 0x0C, 0x1000);
        U64(Tables + 0x10, Tables);
        U64(Tables + 0x18, TablesByteCount);
        U64(Tables + 0x20, UsedByteCount);
        U32(Tables + 0x28, 8);
        U32(Tables + 0x2C, 0x1000);
        U32(Tables + 0x30, 16);
        U32(Tables + 0x34, 8);
        U32(Tables + 0x38, 8);
        U32(Tables + 0x3C, 0xFF);
        U32(Tables + 0x40, 4242);
        U64(Tables + 0x48, 1_700_000_000_000);
        Text(Tables + 0x50, "test");
        U64(Tables + 0x70, Processors);
        U32(Tables + 0x78, 3);
        U32(Tables + 0x7C, 8);
        U64(Tables + 0x80, Tags);
        U32(Tables + 0x88, 3);
        U32(Tables + 0x8C, 64);
        U32(Tables + 0xA0, 0x120);
    }

    private void WritePool(
        ulong record, uint kind, ulong address, ulong states, ulong runs, ulong descriptors, uint count)
    {
        U32(record, kind);
        U64(record + 0x08, address);
        U64(record + 0x10, 64);
        U64(record + 0x18, PageCount);
        U64(record + 0x20, kind == 0 ? 5UL : 4UL);
        U64(record + 0x28, 9);
        U64(record + 0x30, kind);
        U64(record + 0x40, states);
        U64(record + 0x48, runs);
        U64(record + 0x50, descriptors);
        U32(record + 0x58, count);
        for (uint index = 0; index < count; index++)
        {
            ulong descriptor = descriptors + (index * 0x1100UL);
            U32(descriptor, kind);
            U32(descriptor + 4, index);
            for (int units = 1; units <= 256; units++)
            {
                U64(Head(descriptor, units), Head(descriptor, units));
                U64(Head(descriptor, units) + 8, Head(descriptor, units));
            }
        }
    }

    private void WriteNonPaged()
    {
        WritePool(Tables + 0x100, 0, NonPaged, NonPagedStates, NonPagedRuns, NonPagedDescriptors, 1);
        U8(NonPagedStates, 0x80);
        U8(NonPagedStates + 1, 1);
        U8(NonPagedStates + 2, 2);
        U8(NonPagedStates + 3, 0x80);
        U8(NonPagedStates + 4, 1);
        U8(NonPagedStates + 5, 3);
        U32(Tables + 0x4B0, 1);
        U32(Tables + 0x4C0, 5);
        U64(Tables + 0x4B8, 17);
        WriteLargeBlock(NonPagedRuns, 1, 2, new PoolTag("Bigg").Value);
        WriteLargeBlock(NonPagedRuns, 4, 1, new PoolTag("Larg").Value | 0x8000_0000);
        WriteFreeRun(Tables + 0x100, NonPagedRuns, 6, 10);
        WriteBlocks(NonPaged, NonPagedDescriptors, 0, ("Aaaa", 4), ("", 10), ("Bbbb", 6), ("", 235));
        WriteBlocks(
            NonPaged + 0x3000, NonPagedDescriptors, 0, ("Cccc", 2), ("", 1), ("Cccc", 3), ("Kept", 4), ("", 245));
        U8(KeptSmall - 1, (byte)(Space.At(KeptSmall - 1)[0] | 0x80));
        WriteTotals(NonPagedDescriptors, allocations: 10, frees: 5, pages: 2, bigPages: 3, bytes: 19 * 16);
    }

    private void WritePaged()
    {
        WritePool(Tables + 0x500, 1, Paged, PagedStates, PagedRuns, PagedDescriptors, 5);
        ulong descriptor = PagedDescriptors + (2 * 0x1100);
        U8(PagedStates + 1, 0x82);
        U8(PagedStates + 2, 1);
        U8(PagedStates + 3, 2);
        U8(PagedStates + 4, 2);
        WriteLargeBlock(PagedRuns, 2, 3, new PoolTag("Qqqq").Value);
        WriteFreeRun(Tables + 0x500, PagedRuns, 0, 1);
        U8(PagedStates, 4);
        U32(PagedRuns + 0xC, 0x8000_0005);
        U64(Tables + 0x8A8, 1);
        WriteFreeRun(Tables + 0x500, PagedRuns, 5, 11);
        WriteBlocks(Paged + 0x1000, descriptor, 2, ("Pppp", 5), ("Shar", 6), ("", 244));
        U8(KeptShared - 1, (byte)(Space.At(KeptShared - 1)[0] | 0x80));
        WriteTotals(descriptor, allocations: 2, frees: 0, pages: 1, bigPages: 0, bytes: 11 * 16);
        U64(descriptor + 0x38, 3);
        U64(PagedDescriptors + 0x28, 3);
    }

    private void WriteLargeBlock(ulong runs, ulong page, uint pageCount, uint key)
    {
        U32(runs + (page * 16), key);
        U32(runs + (page * 16) + 8, pageCount);
    }

    /// <summary>Runs below 64 pages lie in the bin of their length less one.</summary>
    private void WriteFreeRun(ulong record, ulong runs, ulong page, uint pageCount)
    {
        U32(runs + (page * 16) + 8, pageCount);
        U32(runs + ((page + pageCount - 1) * 16) + 8, pageCount);
        U64(record + 0x80, U64(record + 0x80) | (1UL << (int)(pageCount - 1)));
        U32(record + 0xA0 + ((pageCount - 1) * 4), (uint)page + 1);
    }

    private void WriteTotals(ulong descriptor, ulong allocations, ulong frees, ulong pages, ulong bigPages, ulong bytes)
    {
        U64(descriptor + 0x10, allocations);
        U64(descriptor + 0x18, frees);
        U64(descriptor + 0x20, pages);
        U64(descriptor + 0x28, bigPages);
        U64(descriptor + 0x30, bytes);
    }

    /// <summary>Blocks one after another; without a tag it is free, and alone on the list of its size.</summary>
    private void WriteBlocks(ulong page, ulong descriptor, byte index, params (string Tag, byte Units)[] blocks)
    {
        ulong address = page + 8;
        byte previous = 0;
        byte type = page >= Paged ? (byte)3 : (byte)2;
        foreach ((string tag, byte units) in blocks)
        {
            bool isFree = tag.Length == 0;
            U8(address, previous);
            U8(address + 1, index);
            U8(address + 2, units);
            U8(address + 3, isFree ? (byte)0 : type);
            U32(address + 4, isFree ? 0x8000_0000 : new PoolTag(tag).Value);
            if (isFree && units >= 2)
            {
                ulong head = Head(descriptor, units);
                U64(head, address + 8);
                U64(head + 8, address + 8);
                U64(address + 8, head);
                U64(address + 16, head);
                ulong word = descriptor + 0x40 + ((ulong)((units - 1) / 64) * 8);
                U64(word, U64(word) | (1UL << ((units - 1) % 64)));
            }

            previous = units;
            address += units * 16UL;
        }
    }

    private void WriteTags()
    {
        U32(Tags, PoolTag.Overflow.Value);
        U32(Tags + 0x100, new PoolTag("Bbbb").Value);
        U64(Tags + 0x110, 1);
        U64(Tags + 0x118, 96);
        U32(Tags + 0x200, new PoolTag("Aaaa").Value);
        U32(Tags + 0x204, 1);
        U8(Tags + 0x250, 9);
        Text(Tags + 0x252, "Main.Run\n");
    }

    private void WriteProcessors()
    {
        U64(Processors, FirstProcessor);
        U64(Processors + 16, SecondProcessor);
        U32(FirstProcessor + 0x14, 3);
        U64(FirstProcessor + 0x20, FirstChunk);
        U32(SecondProcessor, 2);
        U32(SecondProcessor + 0x14, 3);
        U64(SecondProcessor + 0x20, SecondChunk);
        WriteEntry(FirstChunk, "Aaaa", 0, 5, 320, 0, 0);
        WriteEntry(FirstChunk + 0x40, "Cccc", 0, 2, 80, 0, 0);
        WriteEntry(FirstChunk + 0x80, "Qqqq", 1, 1, 0x3000, 0, 0);
        WriteEntry(SecondChunk, "Aaaa", 0, 0, 0, 4, 256);
        WriteEntry(SecondChunk + 0x40, "Bigg", 0, 1, 0x2000, 0, 0);
        WriteEntry(SecondChunk + 0x80, "Pppp", 1, 1, 80, 0, 0);
    }

    /// <summary>
    /// Nonpaged: 4 units of the first processor (5 allocations with 2 misses, 5 frees with 1) and of the second (2 with
    /// 1, 1 with 1, one brought in), one page of the first. Paged: the shared list of 6 units.
    /// </summary>
    private void WriteLookasides()
    {
        WriteList(FirstProcessor + 0x140, 4, Magazines, depth: 1, served: 3, limit: 8);
        U64(Magazines + 0x08, 2);
        U64(Magazines + 0x10, 1);
        U64(Magazines + 0x40, KeptSmall);
        WriteList(FirstProcessor + 0x140, 0x100, Magazines + 0x200, depth: 1, served: 0, limit: 2);
        U64(Magazines + 0x240, KeptLarge);
        WriteList(SecondProcessor + 0x140, 4, Magazines + 0x400, depth: 0, served: 1, limit: 4);
        U64(Magazines + 0x408, 1);
        U64(Magazines + 0x410, 1);
        U64(Magazines + 0x418, 1);
        U64(Tables + 0x4A0, NonPagedShared);
        U64(Tables + 0x8A0, PagedShared);
        ulong shared = PagedShared + (6 * 0x40);
        U32(shared + 0x04, 1);
        U32(shared + 0x08, 32);
        U64(shared + 0x10, SharedSlots);
        U64(shared + 0x18, 1);
        U64(SharedSlots, KeptShared);
    }

    private void WriteList(ulong lists, ulong number, ulong magazine, ulong depth, ulong served, uint limit)
    {
        ulong list = lists + (number * 0x20);
        U64(list, magazine + 0x40 + (depth * 8));
        U64(list + 0x8, magazine + 0x40 + (limit * 8));
        U64(list + 0x10, served);
        U64(list + 0x18, magazine);
        U32(magazine, 16);
    }

    private void WriteEntry(
        ulong address, PoolTag tag, uint kind, ulong allocations, ulong allocated, ulong frees, ulong freed)
    {
        U32(address, tag.Value);
        U32(address + 4, kind);
        U64(address + 8, allocations);
        U64(address + 16, allocated);
        U64(address + 24, frees);
        U64(address + 32, freed);
    }
}

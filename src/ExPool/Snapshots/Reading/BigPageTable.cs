using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads the table of blocks of whole pages.</summary>
internal sealed class BigPageTable(TableReader tables)
{
    private const int EntriesPerRead = 0x1000;

    /// <summary>The living entries, in the order of the table.</summary>
    public List<BigPageEntry> ReadAll()
    {
        for (int attempt = 1; ; attempt++)
        {
            uint before = ReadChangeCount();
            PoolRoot root = tables.ReadRoot();
            List<BigPageEntry> entries = ReadEntries(root);

            // The table may be replaced by a larger one meanwhile; after some tries what was read is as good as any.
            if (ReadChangeCount() == before || attempt == SnapshotLimits.RetryCount)
            {
                return entries;
            }
        }
    }

    /// <summary>The living entries by address; of two with the same address the first.</summary>
    public Dictionary<ulong, BigPageEntry> ReadByAddress()
    {
        List<BigPageEntry> entries = ReadAll();
        Dictionary<ulong, BigPageEntry> byAddress = new(entries.Count);
        foreach (BigPageEntry entry in entries)
        {
            byAddress.TryAdd(entry.Address, entry);
        }

        return byAddress;
    }

    private uint ReadChangeCount() => tables.ReadUInt32(
        tables.RootAddress + (ulong)tables.Layout.Root.BigPagesChangeCount, "big-page table's change count");

    private List<BigPageEntry> ReadEntries(PoolRoot root)
    {
        BigPageLayout layout = tables.Layout.BigPage;
        List<BigPageEntry> entries = [];
        byte[] buffer = new byte[Math.Min(EntriesPerRead, root.BigPagesCapacity) * layout.ByteCount];
        for (uint done = 0; done < root.BigPagesCapacity; done += EntriesPerRead)
        {
            int now = (int)Math.Min(EntriesPerRead, root.BigPagesCapacity - done);
            Span<byte> bytes = buffer.AsSpan(0, now * layout.ByteCount);
            tables.Read(root.BigPagesAddress + (done * (ulong)layout.ByteCount), bytes, "big-page table");
            for (int index = 0; index < now; index++)
            {
                ReadOnlySpan<byte> entry = bytes.Slice(index * layout.ByteCount, layout.ByteCount);
                ulong address = BinaryPrimitives.ReadUInt64LittleEndian(entry[layout.Va..]);
                if (address != 0 && (address & layout.VaFreedBit) == 0)
                {
                    entries.Add(Parse(entry, done + (uint)index, address, layout));
                }
            }
        }

        return entries;
    }

    private static BigPageEntry Parse(ReadOnlySpan<byte> entry, uint slot, ulong address, BigPageLayout layout) => new(
        slot,
        address,
        new PoolTag(BinaryPrimitives.ReadUInt32LittleEndian(entry[layout.Key..])),
        BinaryPrimitives.ReadUInt32LittleEndian(entry[layout.PoolType..]),
        BinaryPrimitives.ReadUInt64LittleEndian(entry[layout.NumberOfBytes..]));
}

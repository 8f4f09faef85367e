using System;
using System.Buffers.Binary;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>A page's run record as it was read: of a free run, or of a large block.</summary>
/// <param name="Next">
/// The number of the next run's first page in the bin, plus 1; 0 = none. Of a large block: its tag, with bit 31.
/// </param>
/// <param name="Previous">The same for the previous run. Of a large block: its owner.</param>
/// <param name="PageCount">Pages of the run; meaningful in its first page, and in the last of a free run.</param>
/// <param name="Stamp">Of a free run: since when it is free; bit 31: all its memory was given back.</param>
internal readonly record struct PageRun(uint Next, uint Previous, uint PageCount, uint Stamp)
{
    /// <summary>The tag of a large block with the bit that says that a look-aside list holds it.</summary>
    public uint Key => Next;

    /// <summary>Reads a record.</summary>
    /// <param name="record">Its bytes.</param>
    /// <param name="layout">Its layout.</param>
    public static PageRun Read(ReadOnlySpan<byte> record, RunLayout layout) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(record[layout.Next..]),
        BinaryPrimitives.ReadUInt32LittleEndian(record[layout.Previous..]),
        BinaryPrimitives.ReadUInt32LittleEndian(record[layout.PageCount..]),
        BinaryPrimitives.ReadUInt32LittleEndian(record[layout.Stamp..]));
}

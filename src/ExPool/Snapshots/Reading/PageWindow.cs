using System;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads pages of a pool many at a time, so that a walk in order costs few calls.</summary>
internal sealed class PageWindow(MemoryReader memory, PageMap map)
{
    private const int PageByteCount = 0x1000;
    private const int PagesPerRead = 16;

    private readonly byte[] _bytes = new byte[PagesPerRead * PageByteCount];
    private ulong _first;
    private int _count;

    /// <summary>The bytes of a page, valid until the next call.</summary>
    /// <param name="page">Its number.</param>
    public ReadOnlySpan<byte> Read(ulong page)
    {
        if (page < _first || page - _first >= (ulong)_count)
        {
            Fill(page);
        }

        return _bytes.AsSpan((int)(page - _first) * PageByteCount, PageByteCount);
    }

    /// <summary>Reads the pages of small blocks from this one on; only this one where not all can be read.</summary>
    private void Fill(ulong page)
    {
        int count = 1;
        while (count < PagesPerRead
            && page + (ulong)count < map.Area.CommittedPageCount
            && map.IsSmall(map.StateOf(page + (ulong)count)))
        {
            count++;
        }

        _count = 0;
        _first = page;
        if (count == 1 || !memory.TryRead(map.Area.AddressOf(page), _bytes.AsSpan(0, count * PageByteCount)))
        {
            memory.Read(map.Area.AddressOf(page), _bytes.AsSpan(0, PageByteCount), "pool page");
            count = 1;
        }

        _count = count;
    }
}

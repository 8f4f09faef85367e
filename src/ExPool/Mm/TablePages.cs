using System;

namespace ExPool.Mm;

/// <summary>Keeps the pages that were read last, so that going through a table reads it once.</summary>
/// <remarks>A walk touches one page for each level; with as many kept, the one that goes is no longer in use.</remarks>
internal sealed class TablePages(IPhysicalMemory memory, int pageCount) : IPhysicalMemory
{
    private const int PageByteCount = 4096;

    private readonly IPhysicalMemory _memory = memory;
    private readonly KeptPage[] _pages = MakePages(pageCount);
    private ulong _readCount;

    public int Read(ulong physicalAddress, Span<byte> destination)
    {
        KeptPage page = Find(physicalAddress & ~(ulong)(PageByteCount - 1));
        int offset = (int)(physicalAddress % PageByteCount);
        int byteCount = Math.Clamp(page.ByteCount - offset, 0, destination.Length);
        page.Bytes.AsSpan(offset, byteCount).CopyTo(destination);
        return byteCount;
    }

    private KeptPage Find(ulong address)
    {
        _readCount++;
        KeptPage oldest = _pages[0];
        foreach (KeptPage page in _pages)
        {
            if (page.Address == address && page.LastUse != 0)
            {
                page.LastUse = _readCount;
                return page;
            }

            oldest = page.LastUse < oldest.LastUse ? page : oldest;
        }

        oldest.Address = address;
        oldest.ByteCount = _memory.Read(address, oldest.Bytes);
        oldest.LastUse = _readCount;
        return oldest;
    }

    private static KeptPage[] MakePages(int pageCount)
    {
        KeptPage[] pages = new KeptPage[pageCount];
        for (int i = 0; i < pageCount; i++)
        {
            pages[i] = new KeptPage();
        }

        return pages;
    }

    private sealed class KeptPage
    {
        public readonly byte[] Bytes = new byte[PageByteCount];
        public ulong Address;
        public int ByteCount;
        public ulong LastUse;   // 0: never
    }
}

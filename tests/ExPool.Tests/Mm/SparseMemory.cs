using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Mm;

namespace ExPool.Tests.Mm;

/// <summary>Physical memory of a few pages, with holes between them, that counts how often it is read.</summary>
internal sealed class SparseMemory(PteFormat format) : IPhysicalMemory
{
    private const int PageByteCount = 4096;

    private readonly Dictionary<ulong, byte[]> _pages = [];

    public int ReadCount { get; set; }

    /// <summary>Gives a page of zeroes; fewer bytes make a page that ends in a hole.</summary>
    public SparseMemory Add(ulong address, int byteCount = PageByteCount)
    {
        _pages[address] = new byte[byteCount];
        return this;
    }

    /// <summary>Writes an entry; its page is given if it was not there.</summary>
    public SparseMemory Put(ulong address, ulong entry)
    {
        ulong page = address & ~0xFFFUL;
        if (!_pages.ContainsKey(page))
        {
            Add(page);
        }

        Span<byte> place = _pages[page].AsSpan((int)(address - page));
        if (format.EntryByteCount == 4)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place, checked((uint)entry));
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(place, entry);
        }

        return this;
    }

    /// <summary>A page of bytes to fill.</summary>
    public byte[] PageAt(ulong address) => _pages[address];

    public int Read(ulong physicalAddress, Span<byte> destination)
    {
        ReadCount++;
        int read = 0;
        while (read < destination.Length)
        {
            ulong address = unchecked(physicalAddress + (ulong)read);
            int offset = (int)(address % PageByteCount);
            if (!_pages.TryGetValue(address - (ulong)offset, out byte[]? page) || offset >= page.Length)
            {
                break;
            }

            int count = Math.Min(page.Length - offset, destination.Length - read);
            page.AsSpan(offset, count).CopyTo(destination[read..]);
            read += count;
        }

        return read;
    }
}

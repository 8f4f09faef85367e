using System;
using System.Collections.Generic;
using ExPool.Model.Ke;

namespace ExPool.Model.Hal;

/// <summary>A file on the disk of the machine: pages that follow each other there.</summary>
/// <remarks>Pages that were never written hold what the file's seed makes, or zeros where it is 0; the host keeps
/// written ones only.</remarks>
internal sealed class DiskFile
{
    /// <summary>The most pages of a file: 16 GB.</summary>
    public const uint LargestPageCount = 1 << 22;

    // Scatters the words of pages that a seed makes: the golden ratio, as in Fibonacci hashing.
    private const ulong Scatter = 0x9E37_79B9_7F4A_7C15;

    private readonly DiskVolume _volume;
    private readonly Dictionary<uint, byte[]> _written = [];

    public DiskFile(DiskVolume volume, int number, string name, ulong place, uint pageCount, ulong seed)
    {
        _volume = volume;
        (Number, Name, Place, PageCount, Seed) = (number, name, place, pageCount, seed);
    }

    /// <summary>Its number on the volume, from 0.</summary>
    public int Number { get; }

    /// <summary>Its path.</summary>
    public string Name { get; }

    /// <summary>Its first page on the disk.</summary>
    public ulong Place { get; }

    /// <summary>Its pages.</summary>
    public uint PageCount { get; }

    /// <summary>What makes the contents of pages that were never written; 0: zeros.</summary>
    public ulong Seed { get; }

    /// <summary>Its bytes.</summary>
    public ulong ByteCount => (ulong)PageCount << PhysicalMemory.PageShift;

    /// <summary>Whether transfers fail: a broken disk.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Reads pages.</summary>
    /// <returns>When the disk is done; <see langword="null"/> when it failed.</returns>
    public long? Read(uint page, Span<byte> contents)
    {
        if (IsBroken)
        {
            return null;
        }

        int count = contents.Length >> PhysicalMemory.PageShift;
        for (int index = 0; index < count; index++)
        {
            ReadContents(page + (uint)index, contents.Slice(index << PhysicalMemory.PageShift, PageByteCount));
        }

        return _volume.Disk.Transfer(Place + page, count);
    }

    /// <summary>Writes pages.</summary>
    /// <returns>When the disk is done; <see langword="null"/> when it failed.</returns>
    public long? Write(uint page, ReadOnlySpan<byte> contents)
    {
        if (IsBroken)
        {
            return null;
        }

        int count = contents.Length >> PhysicalMemory.PageShift;
        for (int index = 0; index < count; index++)
        {
            WriteContents(page + (uint)index, contents.Slice(index << PhysicalMemory.PageShift, PageByteCount));
        }

        return _volume.Disk.Transfer(Place + page, count);
    }

    /// <summary>Reads a page without the disk's time: for those who look from outside.</summary>
    public void ReadContents(uint page, Span<byte> contents)
    {
        if (_written.TryGetValue(page, out byte[]? bytes))
        {
            bytes.CopyTo(contents);
        }
        else if (Seed == 0)
        {
            contents.Clear();
        }
        else
        {
            Span<ulong> words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(contents);
            ulong value = unchecked((Seed ^ (page * Scatter)) | 1);
            for (int index = 0; index < words.Length; index++)
            {
                value = unchecked((value * Scatter) + 1);
                words[index] = value;
            }
        }
    }

    /// <summary>Writes what was written to it.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Name);
        writer.Write(PageCount);
        writer.Write(Seed);
        writer.Write(IsBroken);
        SparsePages.Write(
            writer, 0, PageCount, page => _written.ContainsKey((uint)page), page => _written[(uint)page]);
    }

    /// <summary>Reads a file that was written, of a number and place.</summary>
    public static DiskFile Load(StateReader reader, DiskVolume volume, int number, ulong place)
    {
        string name = reader.ReadString();
        uint pageCount = reader.ReadUInt32("the pages of a file", LargestPageCount);
        DiskFile file = new(volume, number, name, place, pageCount, reader.ReadUInt64())
        {
            IsBroken = reader.ReadBoolean(),
        };
        SparsePages.Read(reader, 0, pageCount, page =>
        {
            byte[] contents = new byte[PageByteCount];
            reader.Read(contents);
            file._written[(uint)page] = contents;
        });
        return file;
    }

    private const int PageByteCount = (int)PhysicalMemory.PageByteCount;

    private void WriteContents(uint page, ReadOnlySpan<byte> contents)
    {
        if (_written.TryGetValue(page, out byte[]? bytes))
        {
            contents.CopyTo(bytes);
        }
        else
        {
            _written[page] = contents.ToArray();
        }
    }
}

using System;
using System.Collections.Generic;
using ExPool.Model.Ke;

namespace ExPool.Model.Hal;

/// <summary>The files on the machine's disk, by number and by name.</summary>
/// <remarks>Each has a place of its own on the disk, behind the paging files; what was made stays.</remarks>
internal sealed class DiskVolume(Disk disk)
{
    /// <summary>The most files.</summary>
    public const int LargestFileCount = 1 << 20;

    // Behind the places of sixteen paging files.
    private const ulong FirstPlace = 1UL << 40;

    private readonly List<DiskFile> _files = [];
    // As NTFS compares them.
    private readonly Dictionary<string, DiskFile> _byName = new(StringComparer.OrdinalIgnoreCase);
    private ulong _next = FirstPlace;

    /// <summary>What takes the time.</summary>
    public Disk Disk { get; } = disk;

    /// <summary>The files by number.</summary>
    public IReadOnlyList<DiskFile> Files => _files;

    /// <summary>Transfers that no fault and no writer of pages asked for.</summary>
    public ulong DirectTransferCount { get; private set; }

    /// <summary>Pages of these.</summary>
    public ulong DirectPageCount { get; private set; }

    /// <summary>Counts such a transfer.</summary>
    public void CountDirect(int pageCount)
    {
        DirectTransferCount++;
        DirectPageCount += (ulong)pageCount;
    }

    /// <summary>A file by its path; <see langword="null"/>: there is none.</summary>
    public DiskFile? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Makes a file.</summary>
    /// <returns><see langword="null"/> when the volume has so many files that it takes no more.</returns>
    public DiskFile? Create(string name, uint pageCount, ulong seed)
    {
        if (_files.Count == LargestFileCount)
        {
            return null;
        }

        DiskFile file = new(this, _files.Count, name, _next, pageCount, seed);
        Add(file);
        return file;
    }

    /// <summary>Writes the files.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(DirectTransferCount);
        writer.Write(DirectPageCount);
        writer.Write(_files.Count);
        _files.ForEach(file => file.Save(writer));
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        DirectTransferCount = reader.ReadUInt64();
        DirectPageCount = reader.ReadUInt64();
        for (uint left = reader.ReadUInt32("the number of files", LargestFileCount); left > 0; left--)
        {
            long at = reader.Offset;
            DiskFile file = DiskFile.Load(reader, this, _files.Count, _next);
            if (_byName.ContainsKey(file.Name))
            {
                throw StateReader.Damaged(at, $"there are two files '{file.Name}'; expected one of a name");
            }

            Add(file);
        }
    }

    private void Add(DiskFile file)
    {
        _files.Add(file);
        _byName.Add(file.Name, file);
        _next += file.PageCount;
    }
}

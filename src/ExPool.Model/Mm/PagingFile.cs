using System;
using System.IO;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using Microsoft.Win32.SafeHandles;

namespace ExPool.Model.Mm;

/// <summary>One paging file: a real file in the host, and a bit for each page of it.</summary>
/// <remarks>NT's MMPAGING_FILE. Page 0 is never used, as in NT: an entry with offset 0 means a page of zeros.</remarks>
internal sealed class PagingFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Disk _disk;
    private PageBitmap _used;

    public PagingFile(int number, PagingFileOptions options, Disk disk, ulong largest)
    {
        Number = number;
        ulong most = Math.Min(largest + 1, uint.MaxValue);
        PageCount = (uint)Math.Min(options.MinimumByteCount >> PhysicalMemory.PageShift, most);
        MaximumPageCount = Math.Max(
            PageCount, (uint)Math.Min(options.MaximumByteCount >> PhysicalMemory.PageShift, most));
        Path = options.Path ?? System.IO.Path.Combine(
            System.IO.Path.GetTempPath(), $"expool-pagefile-{Environment.ProcessId}-{Guid.NewGuid():N}.sys");
        _disk = disk;
        _file = Open(Path);
        if (options.Path is null && !OperatingSystem.IsWindows())
        {
            // Without a name it is gone however this process ends; Windows takes care of that by the handle.
            File.Delete(Path);
        }

        _used = new PageBitmap(PageCount);
        if (PageCount > 0)
        {
            _used.Set(0, 1);
        }
    }

    /// <summary>From 0.</summary>
    public int Number { get; }

    /// <summary>Where it lies in the host.</summary>
    public string Path { get; }

    /// <summary>Pages it has now.</summary>
    public uint PageCount { get; private set; }

    /// <summary>Pages it may have.</summary>
    public uint MaximumPageCount { get; }

    /// <summary>Pages in use.</summary>
    public uint UsedCount { get; private set; }

    /// <summary>The most pages that were ever in use.</summary>
    public uint PeakCount { get; private set; }

    /// <summary>Whether the next reads fail: a broken disk.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Pages that are not in use.</summary>
    public uint FreeCount => PageCount == 0 ? 0 : PageCount - 1 - UsedCount;

    /// <summary>The pages in use, a bit each.</summary>
    public PageBitmap Used => _used;

    /// <summary>Makes the file longer.</summary>
    /// <returns>Pages it grew by.</returns>
    public uint Grow(uint pageCount)
    {
        uint added = Math.Min(pageCount, MaximumPageCount - PageCount);
        bool isFirst = PageCount == 0 && added > 0;
        PageCount += added;
        _used = _used.WithLength(PageCount);
        if (isFirst)
        {
            _used.Set(0, 1);
        }

        return added;
    }

    /// <summary>Takes places that follow each other.</summary>
    /// <param name="wished">Places, from 1.</param>
    /// <param name="count">Places that were taken; fewer where the file has no such run.</param>
    /// <returns>The first; 0 when the file is full.</returns>
    public uint Take(uint wished, out uint count)
    {
        for (count = wished; count > 0; count /= 2)
        {
            if (FreeCount >= count && _used.TryFindClear(count, out ulong first))
            {
                _used.Set(first, count);
                UsedCount += count;
                PeakCount = Math.Max(PeakCount, UsedCount);
                return (uint)first;
            }
        }

        return 0;
    }

    /// <summary>Gives a place back.</summary>
    public void Release(uint place)
    {
        _used.Clear(place, 1);
        UsedCount--;
    }

    /// <summary>Whether a place is in use.</summary>
    public bool IsUsed(ulong place) => place < PageCount && place != 0 && _used[place];

    /// <summary>Reads pages.</summary>
    /// <returns>When the disk is done; <see langword="null"/> when it failed.</returns>
    public long? Read(uint place, Span<byte> contents)
    {
        if (IsBroken)
        {
            return null;
        }

        ReadContents(place, contents);
        return _disk.Transfer(DiskPage(place), contents.Length >> PhysicalMemory.PageShift);
    }

    /// <summary>Writes pages.</summary>
    /// <returns>When the disk is done.</returns>
    public long Write(uint place, ReadOnlySpan<byte> contents)
    {
        WriteContents(place, contents);
        return _disk.Transfer(DiskPage(place), contents.Length >> PhysicalMemory.PageShift);
    }

    /// <summary>Tells the disk of a transfer whose contents went page by page.</summary>
    public long Transfer(uint place, int pageCount) => _disk.Transfer(DiskPage(place), pageCount);

    /// <summary>Reads pages without the disk's time: for those who look from outside.</summary>
    public void ReadContents(uint place, Span<byte> contents)
    {
        int read = RandomAccess.Read(_file, contents, (long)place << PhysicalMemory.PageShift);
        contents[read..].Clear();
    }

    /// <summary>Writes pages without the disk's time.</summary>
    public void WriteContents(uint place, ReadOnlySpan<byte> contents) =>
        RandomAccess.Write(_file, contents, (long)place << PhysicalMemory.PageShift);

    /// <summary>Writes its size, the pages in use, and what they hold.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(PageCount);
        writer.Write(UsedCount);
        writer.Write(PeakCount);
        writer.Write(IsBroken);
        _used.Save(writer);
        byte[] contents = new byte[PhysicalMemory.PageByteCount];
        SparsePages.Write(
            writer, 0, PageCount, place => IsUsed(place) && Look(place).ContainsAnyExcept((byte)0), Look);

        ReadOnlySpan<byte> Look(ulong place)
        {
            ReadContents((uint)place, contents);
            return contents;
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        PageCount = reader.ReadUInt32("the pages of a paging file", MaximumPageCount);
        UsedCount = reader.ReadUInt32("the used pages of a paging file", PageCount);
        PeakCount = reader.ReadUInt32("the peak of a paging file", MaximumPageCount);
        IsBroken = reader.ReadBoolean();
        _used = new PageBitmap(PageCount);
        _used.Load(reader);
        byte[] contents = new byte[PhysicalMemory.PageByteCount];
        SparsePages.Read(reader, 0, PageCount, place =>
        {
            reader.Read(contents);
            WriteContents((uint)place, contents);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComputerException($"paging file {path}: {exception.Message}; expected a new file", exception);
        }
    }

    // Each file has its part of the disk.
    private ulong DiskPage(uint place) => ((ulong)Number << 32) | place;
}

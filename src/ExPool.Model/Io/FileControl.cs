using System.Collections.Generic;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Io;

/// <summary>What the system has of one file: the file system's blocks while it is open, and its section while it is
/// mapped.</summary>
/// <remarks>Opens = file objects of it; it goes when it is neither open nor mapped.</remarks>
internal sealed class FileControl(DiskFile file)
{
    /// <summary>The file.</summary>
    public DiskFile File { get; } = file;

    /// <summary>NTFS's FCB, paged; 0 while the file is closed.</summary>
    public nuint Fcb { get; set; }

    /// <summary>NTFS's SCB, paged.</summary>
    public nuint Scb { get; set; }

    /// <summary>NTFS's nonpaged SCB.</summary>
    public nuint ScbNonPaged { get; set; }

    /// <summary>File objects of it.</summary>
    public uint OpenCount { get; set; }

    /// <summary>Its pages in RAM; <see langword="null"/> while it was never mapped.</summary>
    public FileSection? Section { get; set; }

    /// <summary>Section objects and the cache, which need the section.</summary>
    public uint SectionUserCount { get; set; }

    /// <summary>For how many seconds in a row what is dirty of it could not be written, open or closed.</summary>
    public uint FailedSeconds { get; set; }

    /// <summary>Its place among the sections that nobody needs; <see langword="null"/> while it has none, or
    /// users.</summary>
    public LinkedListNode<FileControl>? Unused { get; set; }
}

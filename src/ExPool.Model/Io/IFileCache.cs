using ExPool.Ke;

namespace ExPool.Model.Io;

/// <summary>What keeps pages of files in RAM, as the file system calls it.</summary>
internal interface IFileCache
{
    /// <summary>A file is read or written through the cache for the first time by this opening of it: NT's
    /// CcInitializeCacheMap.</summary>
    /// <returns>Success, or InsufficientResources: then nothing was taken.</returns>
    NtStatus Open(FileControl file, out nuint privateMap);

    /// <summary>An opening of a file that used the cache is closed: NT's CcUninitializeCacheMap.</summary>
    void Close(FileControl file, nuint privateMap);

    /// <summary>Copies from a file to memory: NT's CcCopyRead.</summary>
    NtStatus Read(FileControl file, ulong offset, nuint buffer, uint byteCount);

    /// <summary>Copies from memory to a file: NT's CcCopyWrite.</summary>
    NtStatus Write(FileControl file, ulong offset, nuint buffer, uint byteCount);

    /// <summary>Writes what is dirty of a file, and waits for the disk: NT's CcFlushCache.</summary>
    NtStatus Flush(FileControl file);
}

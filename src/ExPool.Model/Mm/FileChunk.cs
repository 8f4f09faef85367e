namespace ExPool.Model.Mm;

/// <summary>The prototype entries of 256 KB of a file: a block of paged pool.</summary>
/// <remarks>A bit of Resident is set while the entry of its page names a frame; then the block's page is kept where it
/// is, as NT keeps it. Entries whose bit is clear are never followed.</remarks>
internal sealed class FileChunk(nuint address)
{
    /// <summary>Pages of a chunk: as many as a view of the system cache has.</summary>
    public const uint PageCount = 64;

    /// <summary>Where the entries lie.</summary>
    public nuint Address { get; } = address;

    /// <summary>Views that show it.</summary>
    public uint ViewCount { get; set; }

    /// <summary>The pages that have a frame, a bit each.</summary>
    public ulong Resident { get; set; }
}

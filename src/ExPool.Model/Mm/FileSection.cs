using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>A file whose pages can be in RAM: its chunks of prototype entries, and which pages are dirty.</summary>
/// <remarks>NT's data control area with its one subsection, and the segment. A page of Dirty was written through the
/// system cache and not to the file since.</remarks>
internal sealed class FileSection(DiskFile file, nuint subsection)
{
    private readonly SortedDictionary<uint, FileChunk> _chunks = [];

    /// <summary>The file.</summary>
    public DiskFile File { get; } = file;

    /// <summary>Where its subsection lies, which entries name that are nowhere else.</summary>
    public nuint Subsection { get; } = subsection;

    /// <summary>Its chunks, by number.</summary>
    public IEnumerable<KeyValuePair<uint, FileChunk>> Chunks => _chunks;

    /// <summary>Chunks that it has.</summary>
    public int ChunkCount => _chunks.Count;

    /// <summary>Pages that the lazy writer has to write.</summary>
    public SortedSet<uint> Dirty { get; } = [];

    /// <summary>A chunk; <see langword="null"/>: it has none of that number.</summary>
    public FileChunk? Chunk(uint number) => _chunks.GetValueOrDefault(number);

    /// <summary>The chunk of a page.</summary>
    public FileChunk ChunkOf(uint page) => _chunks[page / FileChunk.PageCount];

    /// <summary>Adds a chunk.</summary>
    public void Add(uint number, FileChunk chunk) => _chunks.Add(number, chunk);

    /// <summary>Takes a chunk out.</summary>
    public void Remove(uint number) => _chunks.Remove(number);

    /// <summary>The numbers of chunks that no view shows.</summary>
    public uint[] IdleChunks() => [.. _chunks.Where(chunk => chunk.Value.ViewCount == 0).Select(chunk => chunk.Key)];
}

using ExPool.Model.Mm;

namespace ExPool.Model.Cc;

/// <summary>A view of the system cache: 256 KB of a file.</summary>
/// <param name="Map">The file.</param>
/// <param name="Chunk">Which 256 KB of it, from 0.</param>
/// <param name="View">Where it is seen.</param>
/// <param name="Vacb">The number of the VACB that describes it.</param>
internal sealed record CacheView(SharedCacheMap Map, uint Chunk, FileView View, int Vacb);

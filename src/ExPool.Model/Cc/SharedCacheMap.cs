using System.Collections.Generic;
using ExPool.Model.Io;

namespace ExPool.Model.Cc;

/// <summary>What the cache has of one file: its views.</summary>
/// <remarks>NT's SHARED_CACHE_MAP. It lives as long as an opening of the file uses the cache.</remarks>
internal sealed class SharedCacheMap(FileControl file, nuint address)
{
    /// <summary>The file.</summary>
    public FileControl File { get; } = file;

    /// <summary>Its block, nonpaged 'CcSc'.</summary>
    public nuint Address { get; } = address;

    /// <summary>Openings of the file that use the cache.</summary>
    public uint OpenCount { get; set; }

    /// <summary>Its views, by number.</summary>
    public SortedDictionary<uint, CacheView> Views { get; } = [];
}

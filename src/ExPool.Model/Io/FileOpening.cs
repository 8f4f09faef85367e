namespace ExPool.Model.Io;

/// <summary>Which file is to be opened, and how.</summary>
/// <param name="Path">Its path.</param>
internal readonly record struct FileOpening(string Path)
{
    /// <summary>Pages of a file that is made when there is none; 0: then it is not made.</summary>
    public uint PageCount { get; init; }

    /// <summary>What makes the contents of a file that is made; 0: zeros.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether it is read and written through the cache.</summary>
    public bool IsCached { get; init; }
}

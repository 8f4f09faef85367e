namespace ExPool.Inspection.Analysis;

/// <summary>What a table of tags is sorted by; poolmon's keys t a f d b m.</summary>
public enum PoolSort
{
    /// <summary>The tag's characters, upwards; key t.</summary>
    Tag,

    /// <summary>Blocks allocated since the start, the most first; key a.</summary>
    Allocations,

    /// <summary>Blocks freed since the start, the most first; key f.</summary>
    Frees,

    /// <summary>Blocks that live, the most first; key d (difference).</summary>
    Outstanding,

    /// <summary>Bytes in use, the most first; key b.</summary>
    Bytes,

    /// <summary>Bytes a living block, the most first; key m.</summary>
    BytesPerBlock,
}

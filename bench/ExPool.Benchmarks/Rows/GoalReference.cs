namespace ExPool.Benchmarks.Rows;

/// <summary>What ours is divided by before a goal is judged.</summary>
internal enum GoalReference
{
    /// <summary>Nothing: the value itself, which should be at least the limit.</summary>
    None,

    /// <summary>NativeMemory; the ratio should be at most the limit.</summary>
    NativeMemory,

    /// <summary>The best of mimalloc, jemalloc and tcmalloc, called plainly; at most the limit.</summary>
    BestNative,

    /// <summary>mimalloc, called plainly; at most the limit.</summary>
    Mimalloc,
}

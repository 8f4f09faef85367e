namespace ExPool.Benchmarks.Rows;

/// <summary>What a contestant is to the comparison.</summary>
internal enum PeerKind
{
    /// <summary>No allocator: the loop alone.</summary>
    Harness,

    /// <summary>The pools.</summary>
    Ours,

    /// <summary>.NET's door to the C library: the first reference.</summary>
    NativeMemory,

    /// <summary>An allocator written in C, called plainly: the best of them is the second reference.</summary>
    Native,

    /// <summary>The same, without the runtime's transition: reported.</summary>
    NativeSuppressed,

    /// <summary>Arrays of the collector's heap: reported.</summary>
    Arrays,
}

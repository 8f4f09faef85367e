namespace ExPool.Benchmarks.Allocators;

/// <summary>The peers' libraries, by the names that the system's loader knows.</summary>
internal static class NativeLibraries
{
    /// <summary>mimalloc 2.</summary>
    public const string Mimalloc = "libmimalloc.so.2";

    /// <summary>jemalloc 5.</summary>
    public const string Jemalloc = "libjemalloc.so.2";

    /// <summary>tcmalloc of gperftools, without its profilers.</summary>
    public const string Tcmalloc = "libtcmalloc_minimal.so.4";
}

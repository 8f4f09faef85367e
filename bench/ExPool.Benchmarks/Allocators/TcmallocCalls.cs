using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary>tcmalloc, called as any native function.</summary>
internal readonly unsafe partial struct TcmallocCalls : INativeCalls
{
    private const string Library = NativeLibraries.Tcmalloc;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Allocate(nuint byteCount) => Malloc(byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* AllocateZeroed(nuint byteCount) => Calloc(1, byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free(void* block) => Release(block);

    [LibraryImport(Library, EntryPoint = "tc_malloc")]
    private static partial void* Malloc(nuint byteCount);

    [LibraryImport(Library, EntryPoint = "tc_calloc")]
    private static partial void* Calloc(nuint count, nuint byteCount);

    [LibraryImport(Library, EntryPoint = "tc_free")]
    private static partial void Release(void* block);
}

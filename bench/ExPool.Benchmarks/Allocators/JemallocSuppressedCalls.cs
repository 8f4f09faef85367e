using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary>jemalloc, called without the transition that lets the collector run meanwhile.</summary>
/// <remarks>A binding for speed: while such a call lasts, no collection can start.</remarks>
internal readonly unsafe partial struct JemallocSuppressedCalls : INativeCalls
{
    private const string Library = NativeLibraries.Jemalloc;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Allocate(nuint byteCount) => Malloc(byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* AllocateZeroed(nuint byteCount) => Calloc(1, byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free(void* block) => Release(block);

    [LibraryImport(Library, EntryPoint = "malloc")]
    [SuppressGCTransition]
    private static partial void* Malloc(nuint byteCount);

    [LibraryImport(Library, EntryPoint = "calloc")]
    [SuppressGCTransition]
    private static partial void* Calloc(nuint count, nuint byteCount);

    [LibraryImport(Library, EntryPoint = "free")]
    [SuppressGCTransition]
    private static partial void Release(void* block);
}

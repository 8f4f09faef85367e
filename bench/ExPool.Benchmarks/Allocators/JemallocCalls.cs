using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary>jemalloc, called as any native function.</summary>
internal readonly unsafe partial struct JemallocCalls : INativeCalls
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
    private static partial void* Malloc(nuint byteCount);

    [LibraryImport(Library, EntryPoint = "calloc")]
    private static partial void* Calloc(nuint count, nuint byteCount);

    [LibraryImport(Library, EntryPoint = "free")]
    private static partial void Release(void* block);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExPool.Benchmarks.Allocators;

/// <summary>mimalloc, called as any native function.</summary>
internal readonly unsafe partial struct MimallocCalls : INativeCalls
{
    private const string Library = NativeLibraries.Mimalloc;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Allocate(nuint byteCount) => Malloc(byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* AllocateZeroed(nuint byteCount) => Calloc(1, byteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free(void* block) => Release(block);

    [LibraryImport(Library, EntryPoint = "mi_malloc")]
    private static partial void* Malloc(nuint byteCount);

    [LibraryImport(Library, EntryPoint = "mi_calloc")]
    private static partial void* Calloc(nuint count, nuint byteCount);

    [LibraryImport(Library, EntryPoint = "mi_free")]
    private static partial void Release(void* block);
}

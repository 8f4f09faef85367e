using System.Numerics;
using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>A checked request to one pool: how many bytes, for whom, zeroed or not.</summary>
/// <param name="byteCount">Bytes, from 1.</param>
/// <param name="tag">Not none.</param>
/// <param name="flags">As the caller gave them.</param>
/// <param name="owner">The process that is charged; 0 for none.</param>
internal readonly ref struct PoolRequest(nuint byteCount, PoolTag tag, PoolFlags flags, uint owner = 0)
{
    private const PoolFlags Pools = PoolFlags.NonPaged | PoolFlags.NonPagedExecute | PoolFlags.Paged;

    // Session pool is a promise that cannot be kept where there are no sessions: it is refused, as NT refuses a
    // required bit that it does not know.
    private const ulong Required = 0xFFFF_FFFF;
    private const ulong Known = (ulong)(
        Pools | PoolFlags.Uninitialized | PoolFlags.CacheAligned | PoolFlags.RaiseOnFailure | PoolFlags.UseQuota);

    public nuint ByteCount => byteCount;

    public PoolTag Tag => tag;

    public bool IsZeroed => (flags & PoolFlags.Uninitialized) == 0;

    public bool IsAligned => (flags & PoolFlags.CacheAligned) != 0;

    /// <summary>Whether the block is another one than the byte count alone says.</summary>
    public bool IsShaped => IsAligned || owner != 0;

    /// <summary>The process that is charged; 0 for none.</summary>
    public uint Owner => owner;

    /// <summary>What block serves it on a machine.</summary>
    public BlockShape<TMachine> ShapeOn<TMachine>()
        where TMachine : struct, IMachine => new(byteCount, IsAligned, owner != 0);

    /// <summary>Whether NT would look at the request at all: one pool, no unknown required bit, a tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(PoolFlags flags, PoolTag tag) =>
        ((ulong)flags & Required & ~Known) == 0
        && BitOperations.PopCount((ulong)(flags & Pools)) == 1
        && !tag.IsNone;

    /// <summary>The pool that valid flags choose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PoolKind KindOf(PoolFlags flags) =>
        (flags & PoolFlags.Paged) != 0 ? PoolKind.Paged : PoolKind.NonPaged;
}

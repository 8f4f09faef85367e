using System;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Ps;

/// <summary>How a session's addresses are divided: pool tables, session pool, views.</summary>
/// <remarks>
/// The same for every session of a machine. On x86 the tables lie where NT has a session's images and working set list,
/// which the model does not have. Where no source has a size, pool takes a quarter of the addresses, and views a half.
/// </remarks>
internal sealed class SessionRoom
{
    // As the engine wants them: its spare tables for one processor, and for each page and tag.
    private const ulong SpareByteCount = 10UL << 20;
    private const ulong TableBytesPerPage = 24;
    private const ulong NonPagedByteCount = 64 << 10;
    private const ulong Step = 64 << 10;
    private const int TagCount = 256;

    private readonly ulong _start;
    private readonly ulong _tables;
    private readonly ulong _pool;
    private readonly ulong _views;

    private SessionRoom(ulong start, ulong tables, ulong pool, ulong views) =>
        (_start, _tables, _pool, _views) = (start, tables, pool, views);

    /// <summary>The root block of the pool's tables.</summary>
    public nuint Root => (nuint)_start;

    /// <summary>Pages of all together, from the first of the session's on.</summary>
    public nuint PageCount => (nuint)((_tables + NonPagedByteCount + _pool + _views) >> PhysicalMemory.PageShift);

    /// <summary>Bytes of session pool at most.</summary>
    public ulong PoolByteCount => _pool;

    /// <summary>Bytes of views at most.</summary>
    public ulong ViewByteCount => _views;

    /// <summary>How the session's pool is sized.</summary>
    public ExecutiveOptions Options => ExecutiveOptions.Nt with
    {
        NonPagedInitialByteCount = NonPagedByteCount,
        NonPagedMaximumByteCount = NonPagedByteCount,
        PagedInitialByteCount = Step,
        PagedMaximumByteCount = _pool,
        GrowthByteCount = Step,
        PagedPools = 1,
        LookasideHeldByteCount = (int)Step,
        MaximumTagCount = TagCount,
        CaptureCallSites = false,
    };

    /// <summary>Divides the addresses of a session.</summary>
    /// <returns><see langword="null"/> when there is no room for a pool.</returns>
    public static SessionRoom? Of(SystemRange range, ulong? pool, ulong? views)
    {
        ulong all = range.Pages.Length << PhysicalMemory.PageShift;
        ulong poolBytes = RoundDown(pool ?? all / 4);
        ulong tables = RoundDown(
            SpareByteCount + (poolBytes / PhysicalMemory.PageByteCount * TableBytesPerPage) + (4 * Step));
        ulong used = tables + NonPagedByteCount + poolBytes;
        return poolBytes >= Step && used < all
            ? new SessionRoom(range.Start, tables, poolBytes, Math.Min(RoundDown(views ?? all / 2), all - used))
            : null;
    }

    /// <summary>The regions of the session's pool.</summary>
    public SystemSpace MakePoolSpace()
    {
        ulong nonPaged = _start + _tables;
        return new SystemSpace(
        [
            new SystemRange(SystemVaType.BootLoaded, _start, _tables),
            new SystemRange(SystemVaType.NonPagedPool, nonPaged, NonPagedByteCount),
            new SystemRange(SystemVaType.PagedPool, nonPaged + NonPagedByteCount, _pool),
        ]);
    }

    /// <summary>The region of the session's views.</summary>
    public SystemRange MakeViews() =>
        new(SystemVaType.SessionSpace, _start + _tables + NonPagedByteCount + _pool, _views);

    private static ulong RoundDown(ulong byteCount) => byteCount / Step * Step;
}

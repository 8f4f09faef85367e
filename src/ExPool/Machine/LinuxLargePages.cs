using System;
using System.Threading;

namespace ExPool.Machine;

/// <summary>Asks Linux for large pages behind one nonpaged pool that has grown large.</summary>
/// <remarks>
/// <para>Blocks that are used at random in a pool of hundreds of megabytes cost a walk through the page tables each;
/// with large pages few do. The first bytes of a pool stay on small ones: a large page is resident as a whole at the
/// first touch, which a small pool would notice.</para>
/// <para>What is given back must stay so: the kernel joins small pages to large ones in the background, and fills the
/// holes. So from its first return on, all that a pool has by then is asked to stay as it is; what it grows by later
/// may be large again. Large pages that are whole remain.</para>
/// </remarks>
internal sealed class LinuxLargePages
{
    /// <summary>Bytes of a large page, and the alignment of what may have some.</summary>
    public const nuint ByteCount = 1 << 21;

    private const nuint SmallByteCount = 8 << 20;

    private readonly Lock _lock = new();
    private readonly nuint _start;
    private readonly bool _isWanted;
    private nuint _end;
    private nuint _refusedEnd;

    /// <summary>Prepares a range; nothing of it is committed yet.</summary>
    /// <param name="start">Its first address, aligned.</param>
    /// <param name="byteCount">Its length.</param>
    /// <param name="isWanted">Whether to ask; else the range never gets any.</param>
    public LinuxLargePages(nuint start, nuint byteCount, bool isWanted)
    {
        _start = start;
        _isWanted = isWanted;
        _end = start;
        _refusedEnd = start;
        if (!isWanted)
        {
            _ = LinuxCalls.Advise(start, byteCount, LinuxCalls.AdviceNoHugePage);
        }
    }

    /// <summary>Bytes to reserve so that an aligned range of a length is among them.</summary>
    public static nuint Around(nuint byteCount) => byteCount + ByteCount;

    /// <summary>The aligned range among the bytes that were reserved for it; the rest is given back.</summary>
    public static nuint Align(nuint reserved, nuint byteCount)
    {
        nuint start = (reserved + ByteCount - 1) & ~(ByteCount - 1);
        nuint before = start - reserved;
        Unmap(reserved, before);
        Unmap(start + byteCount, ByteCount - before);
        return start;
    }

    /// <summary>A part was committed and may be touched from now on.</summary>
    public void Commit(nuint address, nuint byteCount)
    {
        lock (_lock)
        {
            nuint end = address + byteCount;
            _end = Math.Max(_end, end);
            nuint from = Math.Max(address, Math.Max(_start + SmallByteCount, _refusedEnd));
            if (_isWanted && from < end)
            {
                _ = LinuxCalls.Advise(from, end - from, LinuxCalls.AdviceHugePage);
            }
        }
    }

    /// <summary>A part is about to be given back.</summary>
    public void Decommit()
    {
        lock (_lock)
        {
            if (_isWanted && _refusedEnd < _end)
            {
                _ = LinuxCalls.Advise(_start, _end - _start, LinuxCalls.AdviceNoHugePage);
                _refusedEnd = _end;
            }
        }
    }

    private static void Unmap(nuint address, nuint byteCount)
    {
        if (byteCount != 0)
        {
            _ = LinuxCalls.Unmap(address, byteCount);
        }
    }
}

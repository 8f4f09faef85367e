using System;
using System.Threading;

namespace ExPool.Machine;

/// <summary>Asks Linux for large pages behind one nonpaged pool that has grown large.</summary>
/// <remarks>
/// <para>Blocks that are used at random in a pool of hundreds of megabytes cost a walk through the page tables each;
/// with large pages few do. The first bytes of a pool refuse them: a large page is resident as a whole at the first
/// touch, which a small pool would notice.</para>
/// <para>What is given back must stay so: the kernel joins small pages to large ones in the background, and fills the
/// holes. So at a return, all that the pool has by then refuses to be joined; large pages that are whole remain. What
/// it grows by later may be large again, but after it gave back an eighth, only once it is an eighth larger: until then
/// it is being filled again. The large page that it grew by last is never given back in parts: a pool that grows slowly
/// would lose each.</para>
/// </remarks>
internal sealed class LinuxLargePages
{
    /// <summary>Bytes of a large page, and the alignment of what may have some.</summary>
    public const nuint ByteCount = 1 << 21;

    private const nuint SmallByteCount = 8 << 20;

    private const int KnownPageByteCount = 4096;

    private readonly Lock _lock = new();
    private readonly nuint _start;
    private readonly bool _isWanted;
    private nuint _end;
    private nuint _refusedEnd;
    private nuint _askFrom;
    private nuint _askedEnd;
    private nuint _returned;

    /// <summary>Prepares a range; nothing of it is committed yet.</summary>
    /// <param name="start">Its first address, aligned.</param>
    /// <param name="byteCount">Its length.</param>
    /// <param name="isWanted">Whether to ask; else the range never gets any.</param>
    public LinuxLargePages(nuint start, nuint byteCount, bool isWanted)
    {
        _start = start;
        _isWanted = isWanted && IsAvailable;
        _end = start;
        _refusedEnd = start + Math.Min(byteCount, SmallByteCount);
        _askFrom = _refusedEnd;
        _ = LinuxCalls.Advise(start, isWanted ? _refusedEnd - start : byteCount, LinuxCalls.AdviceNoHugePage);
    }

    /// <summary>Whether large pages have the size above: with other small pages they have another.</summary>
    public static bool IsAvailable => OperatingSystem.IsLinux() && Environment.SystemPageSize == KnownPageByteCount;

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
            nuint from = Math.Max(address, _askFrom);
            if (_isWanted && from < end)
            {
                _askedEnd = Math.Max(_askedEnd, end);
                _returned = 0;
                _ = LinuxCalls.Advise(from, end - from, LinuxCalls.AdviceHugePage);
            }
        }
    }

    /// <summary>A part is about to be given back.</summary>
    /// <returns>Bytes of it, from its first on, that may be: not those in the large page that was asked for
    /// last.</returns>
    public nuint Decommit(nuint address, nuint byteCount)
    {
        if (!_isWanted)
        {
            return byteCount;
        }

        lock (_lock)
        {
            nuint last = _askedEnd == _end ? Math.Max(_refusedEnd, (_end - 1) & ~(ByteCount - 1)) : _end;
            if (address >= last)
            {
                return 0;
            }

            nuint given = Math.Min(byteCount, last - address);
            Refuse(last);
            _returned += given;
            nuint eighth = (last - _start) / 8;
            if (_returned >= eighth)
            {
                _askFrom = Math.Max(_askFrom, last + (eighth & ~(ByteCount - 1)));
            }

            return given;
        }
    }

    private void Refuse(nuint end)
    {
        if (_refusedEnd < end)
        {
            _ = LinuxCalls.Advise(_start, end - _start, LinuxCalls.AdviceNoHugePage);
            _refusedEnd = end;
            _askFrom = Math.Max(_askFrom, end);
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

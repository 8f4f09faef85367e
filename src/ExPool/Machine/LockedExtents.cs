using System;
using System.Threading;

namespace ExPool.Machine;

/// <summary>Counts the bytes of nonpaged pool that the system keeps resident, and remembers when it refused.</summary>
/// <remarks>
/// The pool grows upward, so what was locked is all that lies below one address. Guarded by the caller; the count may
/// be read at any time.
/// </remarks>
internal sealed class LockedExtents(bool isWanted)
{
    private bool _isRefused = !isWanted;
    private nuint _end;
    private nuint _byteCount;

    /// <summary>Bytes that are committed and locked.</summary>
    public nuint ByteCount => Volatile.Read(ref _byteCount);

    /// <summary>Whether to ask for a lock: not after a refusal, as asking again for each extent would only cost time;
    /// but always for what was locked before.</summary>
    public bool Accepts(nuint end) => !_isRefused || end <= _end;

    /// <summary>The system answered.</summary>
    public void Add(nuint address, nuint byteCount, bool isLocked)
    {
        if (!isLocked)
        {
            _isRefused = true;
            return;
        }

        _end = Math.Max(_end, address + byteCount);
        Volatile.Write(ref _byteCount, _byteCount + byteCount);
    }

    /// <summary>Pages were decommitted.</summary>
    public void Subtract(nuint address, nuint byteCount)
    {
        nuint locked = address < _end ? Math.Min(byteCount, _end - address) : 0;
        Volatile.Write(ref _byteCount, _byteCount - locked);
    }

    /// <summary>The pool was released.</summary>
    public void Clear() => Volatile.Write(ref _byteCount, 0);
}

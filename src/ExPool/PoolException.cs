using System;
using ExPool.Ke;

namespace ExPool;

/// <summary>A pool could not serve a request that asked for an exception instead of 0.</summary>
/// <remarks>What NT raises as STATUS_INSUFFICIENT_RESOURCES for POOL_FLAG_RAISE_ON_FAILURE.</remarks>
public sealed class PoolException : OutOfMemoryException
{
    /// <summary>Describes the request that failed.</summary>
    /// <param name="status">Why; an NT status.</param>
    /// <param name="kind">The pool asked.</param>
    /// <param name="byteCount">Bytes asked for.</param>
    /// <param name="tag">The tag of the request.</param>
    public PoolException(NtStatus status, PoolKind kind, nuint byteCount, PoolTag tag)
        : base($"{kind} pool cannot serve {byteCount} bytes for tag '{tag}': {status} (0x{(uint)status:X8}).")
    {
        Status = status;
        Kind = kind;
        ByteCount = byteCount;
        Tag = tag;
    }

    /// <summary>Why the request failed.</summary>
    public NtStatus Status { get; }

    /// <summary>The pool that was asked.</summary>
    public PoolKind Kind { get; }

    /// <summary>The bytes asked for.</summary>
    public nuint ByteCount { get; }

    /// <summary>The tag of the request.</summary>
    public PoolTag Tag { get; }
}

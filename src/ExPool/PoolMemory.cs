using System;
using System.Buffers;
using System.Threading;

namespace ExPool;

/// <summary>A rented block of bytes; see <see cref="PoolMemory{T}"/>.</summary>
public sealed class PoolMemory : PoolMemory<byte>
{
    internal PoolMemory(nuint address, int byteCount, PoolTag tag)
        : base(address, byteCount, tag)
    {
    }
}

/// <summary>A rented block of this process's pools as <see cref="Memory{T}"/>: given back when it is
/// disposed.</summary>
/// <remarks>
/// There is no finalizer: an owner that is dropped keeps its block, which stays visible under its tag. That
/// is how a leak is found. Disposing twice does nothing. The block must not be used after it is disposed; a
/// span taken before is not guarded.
/// </remarks>
/// <typeparam name="T">A type without references.</typeparam>
public unsafe class PoolMemory<T> : MemoryManager<T>
    where T : unmanaged
{
    private nuint _address;

    internal PoolMemory(nuint address, int length, PoolTag tag)
    {
        _address = address;
        Length = length;
        Tag = tag;
    }

    /// <summary>Elements in the block.</summary>
    public int Length { get; }

    /// <summary>The tag it was rented with.</summary>
    public PoolTag Tag { get; }

    /// <summary>The address of the first element; 0 once it is disposed.</summary>
    public nuint Address => Volatile.Read(ref _address);

    /// <summary>Gives the block back; a second call does nothing.</summary>
    public void Dispose() => ((IDisposable)this).Dispose();

    /// <inheritdoc/>
    public override Span<T> GetSpan() => new((void*)CheckedAddress(), Length);

    /// <summary>The address as a handle; the block does not move, so nothing is pinned.</summary>
    /// <param name="elementIndex">The element, 0 to <see cref="Length"/>.</param>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elementIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elementIndex, Length);
        return new MemoryHandle((T*)CheckedAddress() + elementIndex, default, this);
    }

    /// <summary>Does nothing: the block was not pinned.</summary>
    public override void Unpin()
    {
    }

    /// <summary>Gives the block back, once.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected override void Dispose(bool disposing)
    {
        nuint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0)
        {
            KernelPool.Free(address, Tag);
        }
    }

    private nuint CheckedAddress()
    {
        nuint address = Address;
        ObjectDisposedException.ThrowIf(address == 0, this);
        return address;
    }
}

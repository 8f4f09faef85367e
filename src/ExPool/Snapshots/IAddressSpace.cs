using System;

namespace ExPool.Snapshots;

/// <summary>Bytes at an address: the only thing that a source of blocks must offer.</summary>
public interface IAddressSpace
{
    /// <summary>Bytes of an address: 4 or 8.</summary>
    int PointerByteCount { get; }

    /// <summary>Reads bytes; never throws for a hole.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="destination">Where to put them. Where address and length are multiples of 8, every aligned 8-byte
    /// word is read whole, so that a counter that changes meanwhile is not torn.</param>
    /// <returns>The bytes read; fewer than asked where the space has a hole.</returns>
    int Read(ulong address, Span<byte> destination);
}

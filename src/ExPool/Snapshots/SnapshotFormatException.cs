using System;

namespace ExPool.Snapshots;

/// <summary>Bytes that should be a pool's tables or pages are not: damaged, cut off, or of another version.</summary>
/// <remarks>The message says what is wrong, where, and what was expected; it is one line.</remarks>
public sealed class SnapshotFormatException : Exception
{
    /// <summary>Describes what is wrong.</summary>
    /// <param name="message">What is wrong, with the value and what was expected.</param>
    /// <param name="address">Where; <see langword="null"/> when it is no address.</param>
    public SnapshotFormatException(string message, ulong? address = null)
        : base(message) => Address = address;

    /// <summary>The address of what is wrong; <see langword="null"/> when it is no address.</summary>
    public ulong? Address { get; }
}

using System;
using ExPool.Machine;

namespace ExPool;

/// <summary>The part of a flow in which a process is charged; ends when it is disposed.</summary>
/// <remarks>In the kernel, what lies between KeStackAttachProcess and KeUnstackDetachProcess.</remarks>
/// <typeparam name="TMachine">The machine the pools live on.</typeparam>
public readonly struct QuotaScope<TMachine> : IDisposable, IEquatable<QuotaScope<TMachine>>
    where TMachine : struct, IMachine
{
    private readonly Executive<TMachine>? _executive;
    private readonly QuotaProcess<TMachine>? _before;

    internal QuotaScope(Executive<TMachine> executive, QuotaProcess<TMachine>? before)
    {
        _executive = executive;
        _before = before;
    }

    /// <summary>Whether two scopes return to the same process.</summary>
    public static bool operator ==(QuotaScope<TMachine> left, QuotaScope<TMachine> right) => left.Equals(right);

    /// <summary>Whether two scopes return to different processes.</summary>
    public static bool operator !=(QuotaScope<TMachine> left, QuotaScope<TMachine> right) => !left.Equals(right);

    /// <summary>Returns to the process that was charged before.</summary>
    public void Dispose() => _executive?.Return(_before);

    /// <inheritdoc/>
    public bool Equals(QuotaScope<TMachine> other) => _executive == other._executive && _before == other._before;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is QuotaScope<TMachine> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_executive, _before);
}

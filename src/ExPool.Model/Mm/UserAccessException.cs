using System;
using ExPool.Ke;

namespace ExPool.Model.Mm;

/// <summary>An access to a user address failed, and somebody handles that: NT's exception of the same
/// status.</summary>
internal sealed class UserAccessException(NtStatus status) : Exception
{
    /// <summary>Why.</summary>
    public NtStatus Status { get; } = status;
}

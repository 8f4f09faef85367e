namespace ExPool.Model.Ps;

/// <summary>What process is to be made.</summary>
/// <param name="Image">The name of its image, as "smss.exe".</param>
internal readonly record struct ProcessRequest(string Image)
{
    /// <summary>Who makes it, and whose quota block it shares; 0: the system.</summary>
    public nuint Parent { get; init; }

    /// <summary>Who pays instead of the parent's user; 0: the parent's user.</summary>
    public nuint Payer { get; init; }

    /// <summary>Bytes of its own memory that it commits at once, besides its PEB.</summary>
    public ulong CommittedByteCount { get; init; }
}

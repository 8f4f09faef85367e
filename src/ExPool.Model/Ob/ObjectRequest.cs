namespace ExPool.Model.Ob;

/// <summary>What object is to be made.</summary>
/// <param name="Kind">Its type.</param>
internal readonly record struct ObjectRequest(ObjectKind Kind)
{
    /// <summary>Its name; <see langword="null"/>: it has none, and no header for one.</summary>
    public string? Name { get; init; }

    /// <summary>Bytes of its body besides those of its type, as a device's extension.</summary>
    public uint ExtraByteCount { get; init; }

    /// <summary>Bytes of nonpaged and paged pool that it is charged with; <see langword="null"/>: its own block, and
    /// no header that says so.</summary>
    public (uint NonPaged, uint Paged)? Charge { get; init; }
}

namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in the record of a process; NT's EPROCESS_QUOTA_BLOCK with a name.</summary>
internal sealed record ProcessLayout
{
    public int ByteCount { get; init; } = 0x80;

    public int NextAddress { get; init; } // 0

    public int Id { get; init; } = 0x08;

    public int References { get; init; } = 0x10;

    public int NonPaged { get; init; } = 0x20;

    public int Paged { get; init; } = 0x40;

    public int Name { get; init; } = 0x60;

    public int NameByteCount { get; init; } = 0x20;

    /// <summary>In References: not deleted.</summary>
    public ulong AliveBit { get; init; } = 1;
}

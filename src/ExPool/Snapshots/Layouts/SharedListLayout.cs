namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in a shared look-aside list, where processors leave what they have too much of.</summary>
internal sealed record SharedListLayout
{
    public int ByteCount { get; init; } = 0x40;

    public int Lock { get; init; } // 0

    public int Depth { get; init; } = 0x04;

    public int Capacity { get; init; } = 0x08;

    public int LockWaits { get; init; } = 0x0C;

    public int SlotsAddress { get; init; } = 0x10;

    public int BlocksIn { get; init; } = 0x18;

    public int BlocksOut { get; init; } = 0x20;
}

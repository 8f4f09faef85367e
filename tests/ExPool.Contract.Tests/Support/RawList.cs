namespace ExPool.Contract.Tests.Support;

/// <summary>A processor's look-aside list, read as docs/internals/memory-layout.md describes it.</summary>
internal readonly unsafe struct RawList(byte* record)
{
    private const int SlotsOffset = 0x40;

    private readonly byte* _record = record;

    /// <summary>Whether the list was ever used.</summary>
    public bool IsUsed => Magazine != null;

    /// <summary>Blocks in the list.</summary>
    public int Depth => IsUsed ? (int)((*(byte**)_record - Magazine - SlotsOffset) / sizeof(ulong)) : 0;

    /// <summary>Allocations that came from the list.</summary>
    public ulong Served => *(ulong*)(_record + 0x10);

    /// <summary>Blocks it may hold.</summary>
    public int Limit => IsUsed ? (int)((*(byte**)(_record + 0x8) - Magazine - SlotsOffset) / sizeof(ulong)) : 0;

    public int Capacity => IsUsed ? *(int*)Magazine : 0;

    public ulong AllocateMisses => IsUsed ? *(ulong*)(Magazine + 0x08) : 0;

    public ulong FreeMisses => IsUsed ? *(ulong*)(Magazine + 0x10) : 0;

    /// <summary>Blocks that came in other than by frees.</summary>
    public ulong BlocksIn => IsUsed ? *(ulong*)(Magazine + 0x18) : 0;

    /// <summary>Blocks that left other than by allocations.</summary>
    public ulong BlocksOut => IsUsed ? *(ulong*)(Magazine + 0x20) : 0;

    private byte* Magazine => *(byte**)(_record + 0x18);
}

namespace ExPool.Contract.Tests.Support;

/// <summary>A processor's look-aside list, read as docs/internals/memory-layout.md describes it.</summary>
internal readonly unsafe struct RawList(byte* record, byte* root)
{
    private readonly byte* _record = record;
    private readonly byte* _root = root;

    /// <summary>Whether the list was ever used.</summary>
    public bool IsUsed => *(uint*)(_record + 0x8) != 0;

    /// <summary>Blocks in the list.</summary>
    public int Depth => (int)(State & 0xFFFF);

    /// <summary>Allocations that came from the list.</summary>
    public ulong Served => State >> 16;

    /// <summary>Blocks it may hold.</summary>
    public int Limit => *(ushort*)(_record + 0xC);

    public int Capacity => IsUsed ? *(int*)Magazine : 0;

    public ulong AllocateMisses => IsUsed ? *(ulong*)(Magazine + 0x08) : 0;

    public ulong FreeMisses => IsUsed ? *(ulong*)(Magazine + 0x10) : 0;

    /// <summary>Blocks that came in other than by frees.</summary>
    public ulong BlocksIn => IsUsed ? *(ulong*)(Magazine + 0x18) : 0;

    /// <summary>Blocks that left other than by allocations.</summary>
    public ulong BlocksOut => IsUsed ? *(ulong*)(Magazine + 0x20) : 0;

    private ulong State => *(ulong*)_record;

    private byte* Magazine => _root + *(uint*)(_record + 0x8);
}

namespace ExPool.Model.Cm;

/// <summary>A key that somebody has open: NT's CM_KEY_CONTROL_BLOCK.</summary>
/// <remarks>One for each open key, whoever opened it; it holds the one of the key that it is in. Addresses have the
/// machine's width.</remarks>
internal readonly struct KeyControl(IKernel kernel, nuint address)
{
    private const uint CountOffset = 0;
    private const uint CellOffset = 4;
    private const uint HashOffset = 8;
    private const uint PointersOffset = 16;

    /// <summary>Where it lies.</summary>
    public nuint Address => address;

    /// <summary>Objects and control blocks that refer to it.</summary>
    public uint Count
    {
        get => kernel.U32(address, CountOffset);
        set => kernel.SetU32(address, CountOffset, value);
    }

    /// <summary>The key's cell; <see cref="Cells.Nil"/> when it was deleted.</summary>
    public uint Cell
    {
        get => kernel.U32(address, CellOffset);
        set => kernel.SetU32(address, CellOffset, value);
    }

    /// <summary>Its place in the table.</summary>
    public uint Hash
    {
        get => kernel.U32(address, HashOffset);
        set => kernel.SetU32(address, HashOffset, value);
    }

    /// <summary>The key's hive.</summary>
    public nuint Hive
    {
        get => kernel.Pointer(address, OffsetOf(0));
        set => kernel.SetPointer(address, OffsetOf(0), value);
    }

    /// <summary>The next one of the same hash.</summary>
    public nuint Next
    {
        get => kernel.Pointer(address, OffsetOf(1));
        set => kernel.SetPointer(address, OffsetOf(1), value);
    }

    /// <summary>The block of its name.</summary>
    public nuint Name
    {
        get => kernel.Pointer(address, OffsetOf(2));
        set => kernel.SetPointer(address, OffsetOf(2), value);
    }

    /// <summary>The control block of the key that it is in; 0 for a root.</summary>
    public nuint Parent
    {
        get => kernel.Pointer(address, OffsetOf(3));
        set => kernel.SetPointer(address, OffsetOf(3), value);
    }

    private uint OffsetOf(uint pointer) => PointersOffset + (pointer * (uint)kernel.PointerByteCount);
}

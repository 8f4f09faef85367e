namespace ExPool.Model.Cm;

/// <summary>A key as it lies in a cell: 'nk' (docs/sources.md#registry).</summary>
/// <remarks>Flags say whether the name has a byte for each letter. Lists are <see cref="Cells.Nil"/> while they are
/// empty.</remarks>
internal readonly struct KeyNode(IKernel kernel, nuint address)
{
    /// <summary>Bytes before the name.</summary>
    public const uint NameOffset = 76;

    private const ushort Signature = 0x6B6E;   // 'nk'
    private const ushort NarrowFlag = 0x20;

    private const uint FlagsOffset = 2;
    private const uint ParentOffset = 16;
    private const uint SubkeyCountOffset = 20;
    private const uint SubkeysOffset = 28;
    private const uint VolatileSubkeysOffset = 32;
    private const uint ValueCountOffset = 36;
    private const uint ValuesOffset = 40;
    private const uint SecurityOffset = 44;
    private const uint ClassOffset = 48;
    private const uint NameLengthOffset = 72;

    /// <summary>Whether it looks like one.</summary>
    public bool IsValid => kernel.U16(address, 0) == Signature;

    /// <summary>The cell of the key that it is in.</summary>
    public uint Parent => kernel.U32(address, ParentOffset);

    /// <summary>Its subkeys.</summary>
    public uint SubkeyCount
    {
        get => kernel.U32(address, SubkeyCountOffset);
        set => kernel.SetU32(address, SubkeyCountOffset, value);
    }

    /// <summary>The cell of the list of its subkeys.</summary>
    public uint Subkeys
    {
        get => kernel.U32(address, SubkeysOffset);
        set => kernel.SetU32(address, SubkeysOffset, value);
    }

    /// <summary>Its values.</summary>
    public uint ValueCount
    {
        get => kernel.U32(address, ValueCountOffset);
        set => kernel.SetU32(address, ValueCountOffset, value);
    }

    /// <summary>The cell of the list of its values.</summary>
    public uint Values
    {
        get => kernel.U32(address, ValuesOffset);
        set => kernel.SetU32(address, ValuesOffset, value);
    }

    /// <summary>Its name.</summary>
    public string Name => CellName.Read(
        kernel, address + NameOffset, kernel.U16(address, NameLengthOffset), IsNarrow);

    private bool IsNarrow => (kernel.U16(address, FlagsOffset) & NarrowFlag) != 0;

    /// <summary>Compares its name with one.</summary>
    public int CompareTo(string name) => CellName.Compare(
        kernel, unchecked(address + NameOffset), kernel.U16(address, NameLengthOffset), IsNarrow, name);

    /// <summary>Makes a key without subkeys and values of a new cell.</summary>
    public void Start(uint parent, CellName name)
    {
        kernel.Fill(address, NameOffset, 0);
        kernel.SetU16(address, 0, Signature);
        kernel.SetU16(address, FlagsOffset, name.IsNarrow ? NarrowFlag : (ushort)0);
        kernel.SetU32(address, ParentOffset, parent);
        foreach (uint offset in (uint[])
            [SubkeysOffset, VolatileSubkeysOffset, ValuesOffset, SecurityOffset, ClassOffset])
        {
            kernel.SetU32(address, offset, Cells.Nil);
        }

        kernel.SetU16(address, NameLengthOffset, (ushort)name.Bytes.Length);
        kernel.WriteBytes(address + NameOffset, name.Bytes);
    }
}

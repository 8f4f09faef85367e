using System;
using System.Buffers.Binary;
using System.Text;

namespace ExPool.Model.Cm;

/// <summary>The block of a loaded hive: NT's CMHIVE, with what the model keeps of it.</summary>
/// <remarks>Addresses have the machine's width, in places of 8 bytes.</remarks>
internal readonly struct HiveBlock(IKernel kernel, nuint address)
{
    /// <summary>What the block begins with.</summary>
    public const uint ValidSignature = 0xBEE0BEE0;

    /// <summary>Lists of free cells.</summary>
    public const int ListCount = 24;

    /// <summary>Bytes of a name at most.</summary>
    public const int LongestName = 128;

    private const uint SignatureOffset = 0;
    private const uint LengthOffset = 4;
    private const uint NextOffset = 8;
    private const uint BaseOffset = 16;
    private const uint TableOffset = 24;
    private const uint DirectoryOffset = 32;
    private const uint RootOffset = 40;
    private const uint OpenOffset = 44;
    private const uint ListsOffset = 48;
    private const uint NameLengthOffset = ListsOffset + (ListCount * sizeof(uint));
    private const uint NameOffset = NameLengthOffset + sizeof(uint);

    /// <summary>Bytes of the block that are read here.</summary>
    public const int ByteCount = (int)NameOffset + LongestName;

    /// <summary>Where it lies.</summary>
    public nuint Address => address;

    /// <summary>Whether it looks like one.</summary>
    public bool IsValid => kernel.U32(address, SignatureOffset) == ValidSignature;

    /// <summary>Bytes of all bins.</summary>
    public uint Length
    {
        get => kernel.U32(address, LengthOffset);
        set => kernel.SetU32(address, LengthOffset, value);
    }

    /// <summary>The hive that was loaded before it.</summary>
    public nuint Next
    {
        get => kernel.Pointer(address, NextOffset);
        set => kernel.SetPointer(address, NextOffset, value);
    }

    /// <summary>The first page of its file.</summary>
    public nuint BaseBlock
    {
        get => kernel.Pointer(address, BaseOffset);
        set => kernel.SetPointer(address, BaseOffset, value);
    }

    /// <summary>The map of its first 512 blocks.</summary>
    public nuint Table
    {
        get => kernel.Pointer(address, TableOffset);
        set => kernel.SetPointer(address, TableOffset, value);
    }

    /// <summary>The directory of its maps; 0 while there is one map.</summary>
    public nuint Directory
    {
        get => kernel.Pointer(address, DirectoryOffset);
        set => kernel.SetPointer(address, DirectoryOffset, value);
    }

    /// <summary>The cell of its root key.</summary>
    public uint Root
    {
        get => kernel.U32(address, RootOffset);
        set => kernel.SetU32(address, RootOffset, value);
    }

    /// <summary>Keys that somebody has open.</summary>
    public uint OpenCount
    {
        get => kernel.U32(address, OpenOffset);
        set => kernel.SetU32(address, OpenOffset, value);
    }

    /// <summary>The first free cell of a list.</summary>
    public uint this[int list]
    {
        get => kernel.U32(address, ListsOffset + ((uint)list * sizeof(uint)));
        set => kernel.SetU32(address, ListsOffset + ((uint)list * sizeof(uint)), value);
    }

    /// <summary>Its name.</summary>
    public string Name => CellName.Read(
        kernel, address + NameOffset, kernel.U16(address, NameLengthOffset), isNarrow: true);

    /// <summary>Reads what a look from outside tells.</summary>
    /// <param name="block">The block's bytes.</param>
    /// <param name="pointerByteCount">Bytes of an address.</param>
    /// <param name="found">Its name, bytes of bins, open keys.</param>
    /// <param name="next">The address of the next one.</param>
    /// <returns>False when it is no hive.</returns>
    public static bool TryParse(
        ReadOnlySpan<byte> block, int pointerByteCount, out (string Name, uint Length, uint OpenCount) found,
        out ulong next)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(block[(int)NameLengthOffset..]);
        next = pointerByteCount == sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64LittleEndian(block[(int)NextOffset..])
            : BinaryPrimitives.ReadUInt32LittleEndian(block[(int)NextOffset..]);
        found = (
            Encoding.Latin1.GetString(block.Slice((int)NameOffset, Math.Min(length, LongestName))),
            BinaryPrimitives.ReadUInt32LittleEndian(block[(int)LengthOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(block[(int)OpenOffset..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(block) == ValidSignature && length <= LongestName;
    }

    /// <summary>Makes an empty hive of a new block.</summary>
    public void Start(CellName name)
    {
        kernel.SetU32(address, SignatureOffset, ValidSignature);
        Root = Cells.Nil;
        for (int list = 0; list < ListCount; list++)
        {
            this[list] = Cells.Nil;
        }

        kernel.SetU16(address, NameLengthOffset, (ushort)name.Bytes.Length);
        kernel.WriteBytes(address + NameOffset, name.Bytes);
    }
}

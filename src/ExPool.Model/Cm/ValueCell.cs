using System;

namespace ExPool.Model.Cm;

/// <summary>A value as it lies in a cell: 'vk' (docs/sources.md#registry).</summary>
/// <remarks>Data of up to 4 bytes lies in the place of the data's cell, and the length's top bit says so.</remarks>
internal readonly struct ValueCell(IKernel kernel, nuint address)
{
    /// <summary>Bytes before the name.</summary>
    public const uint NameOffset = 20;

    /// <summary>The most bytes of data that need no cell.</summary>
    public const uint LongestWithin = 4;

    private const ushort Signature = 0x6B76;   // 'vk'
    private const ushort NarrowFlag = 1;
    private const uint WithinFlag = 0x8000_0000;

    private const uint NameLengthOffset = 2;
    private const uint LengthOffset = 4;
    private const uint DataOffset = 8;
    private const uint TypeOffset = 12;
    private const uint FlagsOffset = 16;

    /// <summary>Whether it looks like one.</summary>
    public bool IsValid => kernel.U16(address, 0) == Signature;

    /// <summary>Bytes of data.</summary>
    public uint Length => kernel.U32(address, LengthOffset) & ~WithinFlag;

    /// <summary>The cell of its data; <see cref="Cells.Nil"/> where it needs none.</summary>
    public uint Data => (kernel.U32(address, LengthOffset) & WithinFlag) == 0
        ? kernel.U32(address, DataOffset)
        : Cells.Nil;

    /// <summary>What kind of data it is: REG_SZ is 1, REG_BINARY 3.</summary>
    public uint Type => kernel.U32(address, TypeOffset);

    /// <summary>Its name.</summary>
    public string Name => CellName.Read(
        kernel, address + NameOffset, kernel.U16(address, NameLengthOffset), IsNarrow);

    private bool IsNarrow => (kernel.U16(address, FlagsOffset) & NarrowFlag) != 0;

    /// <summary>Whether it has a name.</summary>
    public bool IsNamed(string name) => CellName.Compare(
        kernel, unchecked(address + NameOffset), kernel.U16(address, NameLengthOffset), IsNarrow, name) == 0;

    /// <summary>Makes a value without data of a new cell.</summary>
    public void Start(CellName name)
    {
        kernel.Fill(address, NameOffset, 0);
        kernel.SetU16(address, 0, Signature);
        kernel.SetU16(address, NameLengthOffset, (ushort)name.Bytes.Length);
        kernel.SetU16(address, FlagsOffset, name.IsNarrow ? NarrowFlag : (ushort)0);
        kernel.SetU32(address, LengthOffset, WithinFlag);
        kernel.WriteBytes(address + NameOffset, name.Bytes);
    }

    /// <summary>Says what the data is, and where.</summary>
    public void Set(uint type, uint length, uint cell)
    {
        kernel.SetU32(address, TypeOffset, type);
        kernel.SetU32(address, LengthOffset, length | (cell == Cells.Nil ? WithinFlag : 0));
        kernel.SetU32(address, DataOffset, cell);
    }

    /// <summary>Writes data that needs no cell.</summary>
    public void WriteWithin(ReadOnlySpan<byte> data) => kernel.WriteBytes(address + DataOffset, data);

    /// <summary>Reads data that needs no cell.</summary>
    public void ReadWithin(Span<byte> data) => kernel.ReadBytes(address + DataOffset, data);
}

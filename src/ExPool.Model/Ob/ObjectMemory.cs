namespace ExPool.Model.Ob;

/// <summary>Reads and writes the fields of the system's blocks: words as wide as the machine's pointers, and
/// halves.</summary>
/// <remarks>An address may be rubbish, when a driver damaged the memory that it was read from: then the access stops
/// the machine, as on NT, and no arithmetic fails before it.</remarks>
internal sealed class ObjectMemory(ModelKernel kernel)
{
    private readonly bool _isWide = kernel.PointerByteCount == sizeof(ulong);

    /// <summary>The pools and the memory.</summary>
    public ModelKernel Kernel { get; } = kernel;

    /// <summary>Bytes of a word.</summary>
    public int Width { get; } = kernel.PointerByteCount;

    /// <summary>Reads a word.</summary>
    public nuint Read(nuint block, int offset)
    {
        nuint address = unchecked(block + (nuint)offset);
        return _isWide ? (nuint)Kernel.Read<ulong>(address) : Kernel.Read<uint>(address);
    }

    /// <summary>Writes a word.</summary>
    public void Write(nuint block, int offset, nuint value)
    {
        nuint address = unchecked(block + (nuint)offset);
        if (_isWide)
        {
            Kernel.Write(address, (ulong)value);
        }
        else
        {
            Kernel.Write(address, unchecked((uint)value));
        }
    }

    /// <summary>Reads 4 bytes.</summary>
    public uint Read32(nuint block, int offset) => Kernel.Read<uint>(unchecked(block + (nuint)offset));

    /// <summary>Writes 4 bytes.</summary>
    public void Write32(nuint block, int offset, uint value) =>
        Kernel.Write(unchecked(block + (nuint)offset), value);
}

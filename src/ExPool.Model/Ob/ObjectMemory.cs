namespace ExPool.Model.Ob;

/// <summary>Reads and writes the fields of the system's blocks: words as wide as the machine's pointers, and
/// halves.</summary>
/// <remarks>An address may be rubbish, when a driver damaged the memory that it was read from: then the access stops
/// the machine, as on NT, and no arithmetic fails before it.</remarks>
internal sealed class ObjectMemory(ModelKernel kernel)
{
    /// <summary>The pools and the memory.</summary>
    public ModelKernel Kernel { get; } = kernel;

    /// <summary>Bytes of a word.</summary>
    public int Width { get; } = kernel.PointerByteCount;

    /// <summary>Reads a word.</summary>
    public nuint Read(nuint block, int offset) => Kernel.Pointer(block, (uint)offset);

    /// <summary>Writes a word.</summary>
    public void Write(nuint block, int offset, nuint value) => Kernel.SetPointer(block, (uint)offset, value);

    /// <summary>Reads 4 bytes.</summary>
    public uint Read32(nuint block, int offset) => Kernel.U32(block, (uint)offset);

    /// <summary>Writes 4 bytes.</summary>
    public void Write32(nuint block, int offset, uint value) => Kernel.SetU32(block, (uint)offset, value);
}

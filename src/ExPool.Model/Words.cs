namespace ExPool.Model;

/// <summary>Reads and writes fields of the system's blocks. An address may be rubbish, when somebody damaged the
/// memory that it was read from: then the access stops the machine, and no arithmetic fails before it.</summary>
internal static class Words
{
    /// <summary>Reads two bytes.</summary>
    public static ushort U16(this IKernel kernel, nuint block, uint offset) =>
        kernel.Read<ushort>(unchecked(block + offset));

    /// <summary>Writes two bytes.</summary>
    public static void SetU16(this IKernel kernel, nuint block, uint offset, ushort value) =>
        kernel.Write(unchecked(block + offset), value);

    /// <summary>Reads four bytes.</summary>
    public static uint U32(this IKernel kernel, nuint block, uint offset) =>
        kernel.Read<uint>(unchecked(block + offset));

    /// <summary>Writes four bytes.</summary>
    public static void SetU32(this IKernel kernel, nuint block, uint offset, uint value) =>
        kernel.Write(unchecked(block + offset), value);

    /// <summary>Reads an address, as wide as the machine's are.</summary>
    public static nuint Pointer(this IKernel kernel, nuint block, uint offset) =>
        kernel.PointerByteCount == sizeof(uint)
        ? kernel.Read<uint>(unchecked(block + offset))
        : (nuint)kernel.Read<ulong>(unchecked(block + offset));

    /// <summary>Writes an address.</summary>
    public static void SetPointer(this IKernel kernel, nuint block, uint offset, nuint value)
    {
        if (kernel.PointerByteCount == sizeof(uint))
        {
            kernel.Write(unchecked(block + offset), (uint)value);
        }
        else
        {
            kernel.Write(unchecked(block + offset), (ulong)value);
        }
    }
}

namespace ExPool.Model.Drivers;

/// <summary>Reads and writes the parts of a block. An address may be rubbish, when another driver damaged the memory
/// that it was read from: then the access stops the machine, as on NT, and no arithmetic fails before it.</summary>
internal static class Fields
{
    /// <summary>Reads 8 bytes of a block.</summary>
    public static ulong Field(this IKernel kernel, nuint block, int offset) =>
        kernel.Read<ulong>(unchecked(block + (nuint)offset));

    /// <summary>Writes 8 bytes of a block.</summary>
    public static void SetField(this IKernel kernel, nuint block, int offset, ulong value) =>
        kernel.Write(unchecked(block + (nuint)offset), value);

    /// <summary>The address of a place in a table of 8 bytes each.</summary>
    public static nuint PlaceOf(nuint table, ulong index) => unchecked(table + ((nuint)index * sizeof(ulong)));
}

namespace ExPool.Model.Vm;

/// <summary>The fields of one range of addresses, where they lie in nonpaged pool.</summary>
/// <remarks>NT's MMVAD_SHORT: six words, <code>0 parent | 1 left | 2 right | 3 first page | 4 last page | 5 kind</code>
/// in the order of Windows Server 2003 to 7 (docs/sources.md#vads). Larger forms have more behind these.</remarks>
internal readonly struct VadRecord(IKernel kernel, nuint address)
{
    /// <summary>Words that are used.</summary>
    public const int WordCount = 6;

    /// <summary>Where it lies; 0 is no record.</summary>
    public nuint Address { get; } = address;

    /// <summary>Whether there is one.</summary>
    public bool Exists => Address != 0;

    public VadRecord Parent
    {
        get => new(kernel, Read(0));
        set => Write(0, value.Address);
    }

    public VadRecord Left
    {
        get => new(kernel, Read(1));
        set => Write(1, value.Address);
    }

    public VadRecord Right
    {
        get => new(kernel, Read(2));
        set => Write(2, value.Address);
    }

    /// <summary>The number of the first page.</summary>
    public nuint FirstPage
    {
        get => Read(3);
        set => Write(3, value);
    }

    /// <summary>The number of the last page.</summary>
    public nuint LastPage
    {
        get => Read(4);
        set => Write(4, value);
    }

    /// <summary>What it is for.</summary>
    public VadKind Kind
    {
        get => (VadKind)(int)Read(5);
        set => Write(5, (nuint)(int)value);
    }

    /// <summary>Pages of the range.</summary>
    public nuint PageCount => LastPage - FirstPage + 1;

    private nuint Read(uint word) => kernel.Pointer(Address, word * (uint)kernel.PointerByteCount);

    private void Write(uint word, nuint value) =>
        kernel.SetPointer(Address, word * (uint)kernel.PointerByteCount, value);
}

namespace ExPool.Model;

/// <summary>How wide a machine's words are, and how its pools look.</summary>
public interface IMachineKind
{
    /// <summary>Bytes of an address.</summary>
    static abstract int PointerByteCount { get; }

    /// <summary>Bytes of a block's header, which are also those of a unit.</summary>
    static abstract int HeaderByteCount { get; }
}

/// <summary>A 32-bit machine: headers and units of 8 bytes.</summary>
public readonly struct X86 : IMachineKind
{
    /// <inheritdoc/>
    public static int PointerByteCount => 4;

    /// <inheritdoc/>
    public static int HeaderByteCount => 8;
}

/// <summary>A 64-bit machine: headers and units of 16 bytes.</summary>
public readonly struct X64 : IMachineKind
{
    /// <inheritdoc/>
    public static int PointerByteCount => 8;

    /// <inheritdoc/>
    public static int HeaderByteCount => 16;
}

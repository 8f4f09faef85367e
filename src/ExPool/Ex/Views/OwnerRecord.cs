using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The last 8 bytes of a small block that is charged: the process, and a word that follows from it and the
/// block.</summary>
/// <remarks>NT's ProcessBilled, in the place that 32-bit Windows gives it.</remarks>
internal readonly ref struct OwnerRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x8;
    public const int IdOffset = 0x0;
    public const int CheckOffset = 0x4;

    /// <summary>Id in the low half, check in the high half; read at once.</summary>
    public ulong Word
    {
        get => Cell<TMachine>.Read<ulong>(machine, address);
        set => Cell<TMachine>.Write(machine, address, value);
    }
}

using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The head of a singly linked list of blocks that lie unused: how many, how often it changed, and the
/// first.</summary>
/// <remarks>
/// NT's SLIST_HEADER in the form of 64-bit Windows.
/// <code>
/// 127..64 next | 63..16 sequence | 15..0 depth
/// </code>
/// </remarks>
internal readonly ref struct SListHead<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x10;
    public const int WordOffset = 0x0;
    public const int NextOffset = 0x8;
    private const int SequenceShift = 16;

    /// <summary>Blocks held, modulo 65,536.</summary>
    public ushort Depth => unchecked((ushort)Word);

    /// <summary>Goes up with each change.</summary>
    public ulong Sequence => Word >> SequenceShift;

    /// <summary>The first block; 0 when there is none.</summary>
    public nuint Next
    {
        get => (nuint)Cell<TMachine>.Read<ulong>(machine, address + NextOffset);
        set => Cell<TMachine>.Write<ulong>(machine, address + NextOffset, value);
    }

    private ulong Word
    {
        get => Cell<TMachine>.ReadShared(machine, address + WordOffset);
        set => Cell<TMachine>.Publish(machine, address + WordOffset, value);
    }

    /// <summary>Writes a depth, and the next sequence with it.</summary>
    public void ChangeDepth(ushort depth) => Word = unchecked(((Sequence + 1) << SequenceShift) | depth);
}

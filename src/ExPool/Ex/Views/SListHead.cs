using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The head of a singly linked list of blocks that lie unused: how many, how often it changed, and the
/// first.</summary>
/// <remarks>
/// NT's SLIST_HEADER, in the form that addresses of 8 or of 4 bytes give it.
/// <code>
/// 127..64 next | 63..16 sequence | 15..0 depth
/// 63..48 sequence | 47..32 depth | 31..0 next       (4 bytes)
/// </code>
/// </remarks>
internal readonly ref struct SListHead<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    private const int SequenceShift = 16;

    public static readonly int WordOffset = HasLongLinks ? 0x0 : 0x4;
    public static readonly int NextOffset = HasLongLinks ? 0x8 : 0x0;

    private static bool HasLongLinks => TMachine.PointerByteCount == 8;

    /// <summary>Blocks held, modulo 65,536.</summary>
    public ushort Depth => unchecked((ushort)Word);

    /// <summary>Goes up with each change.</summary>
    public ulong Sequence => Word >> SequenceShift;

    /// <summary>The first block; 0 when there is none.</summary>
    public nuint Next
    {
        get => Cell<TMachine>.ReadPointer(machine, address + (nuint)NextOffset);
        set => Cell<TMachine>.WritePointer(machine, address + (nuint)NextOffset, value);
    }

    private ulong Word
    {
        get => HasLongLinks
            ? Cell<TMachine>.ReadShared(machine, address + (nuint)WordOffset)
            : Cell<TMachine>.ReadShared32(machine, address + (nuint)WordOffset);
        set
        {
            if (HasLongLinks)
            {
                Cell<TMachine>.Publish(machine, address + (nuint)WordOffset, value);
                return;
            }

            Cell<TMachine>.Publish32(machine, address + (nuint)WordOffset, unchecked((uint)value));
        }
    }

    /// <summary>Writes a depth, and the next sequence with it.</summary>
    public void ChangeDepth(ushort depth) => Word = unchecked(((Sequence + 1) << SequenceShift) | depth);
}

using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>A stack of blocks that lie unused, linked through their payloads.</summary>
/// <remarks>
/// NT's ExpInterlockedPushEntrySList, ExpInterlockedPopEntrySList and ExpInterlockedFlushSList, under a lock of the
/// caller: a payload may be paged out, so no head is exchanged over links that another processor takes apart. The depth
/// has 16 bits: with 65,536 blocks it reads 0. To flush an empty list changes nothing. A block is marked while it is
/// held, so that one that was taken back meanwhile, or is on the list already, is told from one that is held.
/// </remarks>
internal readonly ref struct SList<TMachine>(TMachine machine, nuint head)
    where TMachine : struct, IMachine
{
    /// <summary>NT's ExQueryDepthSList: blocks held, modulo 65,536.</summary>
    public ushort Depth => new SListHead<TMachine>(machine, head).Depth;

    /// <summary>The block that is taken next; 0 when there is none.</summary>
    public nuint First => new SListHead<TMachine>(machine, head).Next;

    /// <summary>Puts a block on top.</summary>
    /// <param name="entry">A payload of at least <see cref="SListEntry{TMachine}.ByteCount"/> bytes.</param>
    public void Push(nuint entry)
    {
        SListHead<TMachine> record = new(machine, head);
        SListEntry<TMachine> link = new(machine, entry);
        link.Next = record.Next;
        link.Mark = MarkOf(entry);
        record.Next = entry;
        record.ChangeDepth(unchecked((ushort)(record.Depth + 1)));
    }

    /// <summary>The block after one that is held; not to be trusted before it was looked at.</summary>
    public nuint After(nuint entry) => new SListEntry<TMachine>(machine, entry).Next;

    /// <summary>Takes the first block off.</summary>
    /// <param name="entry">The first block, which is held.</param>
    public void Pop(nuint entry)
    {
        SListHead<TMachine> record = new(machine, head);
        SListEntry<TMachine> link = new(machine, entry);
        record.Next = link.Next;
        record.ChangeDepth(unchecked((ushort)(record.Depth - 1)));
        link.Mark = 0;
    }

    /// <summary>Takes all blocks off at once; answers the first, which leads to the others.</summary>
    public nuint Flush()
    {
        SListHead<TMachine> record = new(machine, head);
        nuint first = record.Next;
        if (first != 0)
        {
            record.Next = 0;
            record.ChangeDepth(0);
        }

        return first;
    }

    /// <summary>Whether a block is marked as held by this list.</summary>
    public bool IsHeld(nuint entry) => new SListEntry<TMachine>(machine, entry).Mark == MarkOf(entry);

    /// <summary>Never 0, and another one for each block and list.</summary>
    private ulong MarkOf(nuint entry) => unchecked(((entry ^ ((ulong)head << 16)) * 0x9E37_79B9_7F4A_7C15) | 1);
}

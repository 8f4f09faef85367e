using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>A processor's hash from a tag to the entry that counts it in one pool: its slots and its shortest
/// look-up.</summary>
/// <remarks>A slot is the entry's address and the tag. Slot 0 stays empty: a mask of 0 finds nothing.</remarks>
internal static class TrackerIndex<TMachine>
    where TMachine : struct, IMachine
{
    public const int SlotByteCount = 16;

    private const int TagOffset = 8;

    /// <summary>Where the search for a tag starts, before it is masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(PoolTag tag) => (uint)(unchecked(tag.Value * 0x9E37_79B9_7F4A_7C15) >> 40);

    /// <summary>The tag of a slot; 0 when it is empty.</summary>
    public static uint TagAt(TMachine machine, nuint slot) => Cell<TMachine>.Read<uint>(machine, slot + TagOffset);

    /// <summary>The entry of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint EntryAt(TMachine machine, nuint slot) => (nuint)Cell<TMachine>.Read<ulong>(machine, slot);

    /// <summary>Fills an empty slot.</summary>
    public static void Set(TMachine machine, nuint slot, PoolTag tag, nuint entry)
    {
        Cell<TMachine>.Write<ulong>(machine, slot, entry);
        Cell<TMachine>.Write(machine, slot + TagOffset, tag.Value);
    }

    /// <summary>The entry of a tag if it is in the first slot that its hash names.</summary>
    /// <param name="machine">Whose memory it is.</param>
    /// <param name="section">What the running processor has of the pool.</param>
    /// <param name="tag">Not none.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>False when it is elsewhere, is not yet, or the lists are stopped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFindFirst(TMachine machine, nuint section, PoolTag tag, out nuint entry)
    {
        ProcessorSection<TMachine> pool = new(machine, section);
        nuint slot = pool.IndexAddress + ((nuint)(Hash(tag) & pool.IndexMask) * SlotByteCount);
        entry = EntryAt(machine, slot);
        return Cell<TMachine>.Read<uint>(machine, slot + TagOffset) == tag.Value;
    }
}

using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>A processor's hash from a tag to the entry that counts it in one pool: its slots and its shortest
/// look-up.</summary>
/// <remarks>A slot is the entry's address and the tag, 16 bytes. Slot 0 stays empty: a mask of 0 finds
/// nothing.</remarks>
internal static class TrackerIndex<TMachine>
    where TMachine : struct, IMachine
{
    public const int SlotByteCount = ProcessorSection<TMachine>.SlotByteCount;

    private const int TagOffset = ProcessorSection<TMachine>.TagInSlot;

    /// <summary>Where the search for a tag starts, in bytes, before it is masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(PoolTag tag) => (uint)(unchecked(tag.Value * 0x9E37_79B9_7F4A_7C15) >> 36);

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

    /// <summary>The entry of a tag if it is in the first slot that its hash names, among those found lately or else
    /// among all.</summary>
    /// <remarks>Those found lately lie at the same place in every section: for a tag that the compiler knows, the
    /// look-up is one compare.</remarks>
    /// <param name="machine">Whose memory it is.</param>
    /// <param name="section">What the running processor has of the pool.</param>
    /// <param name="tag">Not none.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>False when it is elsewhere, is not yet, or the lists are stopped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFindFirst(ref TMachine machine, nuint section, PoolTag tag, out nuint entry)
    {
        if (ShortWay<TMachine>.Read(ref machine, RecentSlot(section, tag) + TagOffset) == tag.Value)
        {
            entry = ShortWay<TMachine>.Entry(ref machine, RecentSlot(section, tag));
            return true;
        }

        nuint slot = ShortWay<TMachine>.IndexSlot(ref machine, section, Hash(tag));
        entry = ShortWay<TMachine>.Entry(ref machine, slot);
        return ShortWay<TMachine>.Read(ref machine, slot + TagOffset) == tag.Value;
    }

    /// <summary>The slot of a tag among those found lately.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint RecentSlot(nuint section, PoolTag tag) =>
        section + ProcessorSection<TMachine>.RecentOffset + (Hash(tag) & ProcessorSection<TMachine>.RecentMask);
}

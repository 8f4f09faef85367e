using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>A processor's hash from a tag and pool to the entry that counts them: its slots and its shortest
/// look-up.</summary>
/// <remarks>
/// A slot holds the key in its low half, the entry's distance from the root block in bytes in its high
/// half. Slot 0 stays empty: a mask of 0 finds nothing.
/// </remarks>
internal static class TrackerIndex<TMachine>
    where TMachine : struct, IMachine
{
    public const int SlotByteCount = 8;

    private const int KeyBitCount = 32;

    /// <summary>What a slot is found by; 0 only where there is no tag.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint KeyOf(PoolTag tag, PoolKind kind) => (tag.Value << 1) | (uint)kind;

    /// <summary>Where the search for a key starts, before it is masked.</summary>
    /// <remarks>The tag alone is hashed, so that for a tag that the compiler knows nothing is left to compute.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(PoolTag tag, PoolKind kind) =>
        (uint)(unchecked(tag.Value * 0x9E37_79B9_7F4A_7C15) >> 40) ^ (uint)kind;

    /// <summary>A slot's contents.</summary>
    public static ulong SlotOf(uint key, nuint root, nuint entry) =>
        key | ((ulong)(entry - root) << KeyBitCount);

    /// <summary>The entry that a slot points at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint EntryOf(ulong slot, nuint root) => root + (nuint)(slot >> KeyBitCount);

    /// <summary>The entry of a tag if it is in the first slot that its hash names.</summary>
    /// <param name="machine">Whose memory it is.</param>
    /// <param name="processor">The running processor's block.</param>
    /// <param name="tag">Not none.</param>
    /// <param name="kind">The pool.</param>
    /// <param name="entry">The entry.</param>
    /// <returns>False when it is elsewhere, is not yet, or the lists are stopped.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFindFirst(TMachine machine, nuint processor, PoolTag tag, PoolKind kind, out nuint entry)
    {
        ProcessorRecord<TMachine> record = new(machine, processor);
        nuint slot = record.TrackerIndexAddress + ((nuint)(Hash(tag, kind) & record.TrackerIndexMask) * SlotByteCount);
        ulong found = Cell<TMachine>.Read<ulong>(machine, slot);
        entry = EntryOf(found, record.Root);
        return (uint)found == KeyOf(tag, kind);
    }
}

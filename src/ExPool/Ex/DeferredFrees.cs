using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Frees that a processor put off: while they wait, their headers are on the way from memory.</summary>
/// <remarks>
/// NT's pending frees, 32 at most. A block that was not touched for a long time costs a free the whole way to
/// memory and back, and the list it goes to is known only then, so that nothing after it may go ahead. Put
/// off by 32 others, its header has arrived, and the one after it, which half of the way is asked for. Until
/// then the block counts as allocated.
/// </remarks>
internal static class DeferredFrees<TMachine>
    where TMachine : struct, IMachine
{
    // Another half of the ring, and the header after the block has arrived too.
    private const uint HalfWay = DeferredRecord<TMachine>.Count / 2;

    /// <summary>Puts a free off, and does the one that waited longest.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="control">The running processor's control word.</param>
    /// <param name="longWay">What else to do.</param>
    /// <param name="address">As the caller gave it.</param>
    /// <param name="tag">As the caller gave it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(
        ref TMachine machine, nuint control, ILongWay longWay, nuint address, PoolTag tag)
    {
        nuint ring = ProcessorRecord<TMachine>.DeferredOf(machine, control);
        if (ring == 0 && (ring = longWay.MakeDeferred(control)) == 0)
        {
            // Without memory for it, frees are not put off.
            longWay.Free(address, tag);
            return;
        }

        DeferredRecord<TMachine> record = new(machine, ring);
        uint cursor = record.Cursor;
        nuint waited = record.Address(cursor);
        PoolTag waitedTag = record.Tag(cursor);
        record.Set(cursor, address, tag);
        record.Cursor = unchecked(cursor + 1);
        machine.Prefetch(unchecked(address - (nuint)TMachine.HeaderByteCount));
        PrefetchNext(ref machine, control, record.Address(unchecked(cursor - HalfWay)));
        if (waited != 0)
        {
            FastPath<TMachine>.Free(ref machine, control, longWay, waited, waitedTag);
        }
    }

    /// <summary>Asks for the header after a block, whose own header has arrived.</summary>
    /// <remarks>Of the address nothing is known yet: only where nonpaged pool has small blocks it is looked
    /// at.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchNext(ref TMachine machine, nuint control, nuint payload)
    {
        nuint block = unchecked(payload - (nuint)TMachine.HeaderByteCount);
        nuint section = ProcessorRecord<TMachine>.OfControl(control, PoolKind.NonPaged);
        nuint page = ShortWay<TMachine>.PageOf(ref machine, section, block);
        if (page < ShortWay<TMachine>.PageCount(ref machine, section)
            && ShortWay<TMachine>.State(ref machine, section, page) >= PageState<TMachine>.SmallBit)
        {
            machine.Prefetch(
                block + (nuint)PoolGeometry<TMachine>.BytesOf(ShortWay<TMachine>.Units(ref machine, block)));
        }
    }

    /// <summary>Does every free that waits.</summary>
    public static void Flush(ref TMachine machine, nuint control, ILongWay longWay)
    {
        nuint ring = ProcessorRecord<TMachine>.DeferredOf(machine, control);
        if (ring == 0)
        {
            return;
        }

        for (uint index = 0; index < DeferredRecord<TMachine>.Count; index++)
        {
            DeferredRecord<TMachine> record = new(machine, ring);
            nuint address = record.Address(index);
            PoolTag tag = record.Tag(index);
            record.Set(index, 0, default);
            if (address != 0)
            {
                longWay.Free(address, tag);
            }
        }
    }
}

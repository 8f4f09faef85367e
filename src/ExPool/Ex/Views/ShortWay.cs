using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The fields that the shortest way touches, each by the address of what it lies in.</summary>
/// <remarks>
/// The views say the same in a better way. But the compiler counts the locals of all that it inlines, and inlines
/// nothing more into a method with 512 of them: through views one allocation and one free had about 500, and a second
/// pair in the same method became calls of one instruction each, three times slower.
/// </remarks>
internal static class ShortWay<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>The owner is inside of a list of a section.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(TMachine machine, nuint section)
    {
        if (!TMachine.RunsAlone)
        {
            Volatile.Write(
                ref machine.At<uint>(section + ProcessorSection<TMachine>.BusyOffset),
                ProcessorSection<TMachine>.Inside);
        }
    }

    /// <summary>The owner is outside of the lists again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Leave(TMachine machine, nuint section)
    {
        if (!TMachine.RunsAlone)
        {
            Volatile.Write(
                ref machine.At<uint>(section + ProcessorSection<TMachine>.BusyOffset),
                ProcessorSection<TMachine>.Outside);
        }
    }

    /// <summary>The number of an address's page in a section's pool; too large when it lies elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint PageOf(TMachine machine, nuint section, nuint payload) => unchecked(
        payload - (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.StartOffset))
            >> PoolGeometry<TMachine>.PageShift;

    /// <summary>Pages that a section's pool has grown to, as far as the owner knows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint PageCount(TMachine machine, nuint section) =>
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.PageCountOffset);

    /// <summary>The state of a page of a section's pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint State(TMachine machine, nuint section, nuint page) => machine.ReadAt<byte>(
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.StatesOffset) + page);

    /// <summary>The run record of a page of a section's pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Run(TMachine machine, nuint section, nuint page) =>
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.RunsOffset)
            + (page * RunRecord<TMachine>.ByteCount);

    /// <summary>What, taken away from a header's lower half, leaves its page's state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StoredType(TMachine machine, nuint section) =>
        machine.ReadAt<uint>(section + ProcessorSection<TMachine>.StoredTypeOffset);

    /// <summary>The slot of the owner's hash in which the search for a tag starts; slot 0 while the lists are
    /// stopped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint IndexSlot(TMachine machine, nuint section, uint hash) =>
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.IndexAddressOffset)
            + (hash & Volatile.Read(in machine.ReadAt<uint>(section + ProcessorSection<TMachine>.IndexMaskOffset)));

    /// <summary>The tracker entry of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Entry(TMachine machine, nuint slot) => (nuint)machine.ReadAt<ulong>(slot);

    /// <summary>The slot that a list's next block goes into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Top(TMachine machine, nuint list) =>
        (nuint)machine.ReadAt<ulong>(list + ProcessorListRecord<TMachine>.TopOffset);

    /// <summary>The slot that no block may go into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint End(TMachine machine, nuint list) =>
        (nuint)machine.ReadAt<ulong>(list + ProcessorListRecord<TMachine>.EndOffset);

    /// <summary>Moves a list's top, after everything written before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetTop(TMachine machine, nuint list, nuint top) =>
        Volatile.Write(ref machine.At<ulong>(list + ProcessorListRecord<TMachine>.TopOffset), top);

    /// <summary>The payload in the slot below one; below the first slot what says that there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Below(TMachine machine, nuint slot) =>
        (nuint)machine.ReadAt<ulong>(slot - MagazineRecord<TMachine>.SlotByteCount);

    /// <summary>Puts a payload into a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(TMachine machine, nuint slot, nuint payload) => machine.At<ulong>(slot) = payload;

    /// <summary>A field of 4 bytes: the lower half of a header, a field of a run record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(TMachine machine, nuint address) => machine.ReadAt<uint>(address);

    /// <summary>The tag field of the block with this payload.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Tag(TMachine machine, nuint payload) =>
        machine.ReadAt<uint>(PoolBlock<TMachine>.TagAddress(payload));

    /// <summary>Writes the tag field of the block with this payload.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetTag(TMachine machine, nuint payload, uint value) =>
        machine.At<uint>(PoolBlock<TMachine>.TagAddress(payload)) = value;

    /// <summary>Writes the key of a large block's run record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetKey(TMachine machine, nuint run, uint value) => machine.At<uint>(run) = value;

    /// <summary>Units of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Units(TMachine machine, nuint block) => TMachine.UnitByteCount == 8
        ? machine.ReadAt<ushort>(block + PoolBlock<TMachine>.UnitsOffset) & PoolBlock<TMachine>.MostUnits
        : machine.ReadAt<byte>(block + PoolBlock<TMachine>.UnitsOffset);

    /// <summary>Units of the block before one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PreviousUnits(TMachine machine, nuint block) => TMachine.UnitByteCount == 8
        ? machine.ReadAt<ushort>(block + PoolBlock<TMachine>.PreviousUnitsOffset) & PoolBlock<TMachine>.MostUnits
        : machine.ReadAt<byte>(block + PoolBlock<TMachine>.PreviousUnitsOffset);
}

using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The fields that the shortest way touches, each by the address of what it lies in.</summary>
/// <remarks>
/// The views say the same in a better way. But the compiler counts the locals of all that it inlines, and inlines
/// nothing more into a method with 512 of them: through views one allocation and one free had about 500, and a second
/// pair in the same method became calls of one instruction each, three times slower. By reference, because a machine
/// that is passed by value is a local more in each call; so three pairs fit.
/// </remarks>
internal static class ShortWay<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>The owner is inside of a list of a section.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enter(ref TMachine machine, nuint section)
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
    public static void Leave(ref TMachine machine, nuint section)
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
    public static nuint PageOf(ref TMachine machine, nuint section, nuint payload) => unchecked(
        payload - (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.StartOffset))
            >> PoolGeometry<TMachine>.PageShift;

    /// <summary>Pages that a section's pool has grown to, as far as the owner knows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint PageCount(ref TMachine machine, nuint section) =>
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.PageCountOffset);

    /// <summary>The state of a page of a section's pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint State(ref TMachine machine, nuint section, nuint page) => machine.ReadAt<byte>(
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.StatesOffset) + page);

    /// <summary>The run record of a page of a section's pool.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Run(ref TMachine machine, nuint section, nuint page) =>
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.RunsOffset)
            + (page * RunRecord<TMachine>.ByteCount);

    /// <summary>What, taken away from a header's lower half, leaves its page's state.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StoredType(ref TMachine machine, nuint section) =>
        machine.ReadAt<uint>(section + ProcessorSection<TMachine>.StoredTypeOffset);

    /// <summary>The slot of the owner's hash in which the search for a tag starts; slot 0 while the lists are
    /// stopped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint IndexSlot(ref TMachine machine, nuint section, uint hash) =>
        (nuint)machine.ReadAt<ulong>(section + ProcessorSection<TMachine>.IndexAddressOffset)
            + (hash & Volatile.Read(in machine.ReadAt<uint>(section + ProcessorSection<TMachine>.IndexMaskOffset)));

    /// <summary>The tracker entry of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Entry(ref TMachine machine, nuint slot) => (nuint)machine.ReadAt<ulong>(slot);

    /// <summary>The slot that a list's next block goes into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Top(ref TMachine machine, nuint list) =>
        (nuint)machine.ReadAt<ulong>(list + ProcessorListRecord<TMachine>.TopOffset);

    /// <summary>The slot that no block may go into.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint End(ref TMachine machine, nuint list) =>
        (nuint)machine.ReadAt<ulong>(list + ProcessorListRecord<TMachine>.EndOffset);

    /// <summary>Moves a list's top, after everything written before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetTop(ref TMachine machine, nuint list, nuint top) =>
        Volatile.Write(ref machine.At<ulong>(list + ProcessorListRecord<TMachine>.TopOffset), top);

    /// <summary>The payload in the slot below one; below the first slot what says that there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Below(ref TMachine machine, nuint slot) =>
        (nuint)machine.ReadAt<ulong>(slot - MagazineRecord<TMachine>.SlotByteCount);

    /// <summary>Puts a payload into a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(ref TMachine machine, nuint slot, nuint payload) => machine.At<ulong>(slot) = payload;

    /// <summary>A field of 4 bytes: the lower half of a header, a field of a run record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(ref TMachine machine, nuint address) => machine.ReadAt<uint>(address);

    /// <summary>The tag field of the block with this payload.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Tag(ref TMachine machine, nuint payload) =>
        machine.ReadAt<uint>(PoolBlock<TMachine>.TagAddress(payload));

    /// <summary>Writes the tag field of the block with this payload.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetTag(ref TMachine machine, nuint payload, uint value) =>
        machine.At<uint>(PoolBlock<TMachine>.TagAddress(payload)) = value;

    /// <summary>Writes the key of a large block's run record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetKey(ref TMachine machine, nuint run, uint value) => machine.At<uint>(run) = value;

    /// <summary>Units of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Units(ref TMachine machine, nuint block) => TMachine.UnitByteCount == 8
        ? machine.ReadAt<ushort>(block + PoolBlock<TMachine>.UnitsOffset) & PoolBlock<TMachine>.MostUnits
        : machine.ReadAt<byte>(block + PoolBlock<TMachine>.UnitsOffset);

    /// <summary>Units of the block before one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PreviousUnits(ref TMachine machine, nuint block) => TMachine.UnitByteCount == 8
        ? machine.ReadAt<ushort>(block + PoolBlock<TMachine>.PreviousUnitsOffset) & PoolBlock<TMachine>.MostUnits
        : machine.ReadAt<byte>(block + PoolBlock<TMachine>.PreviousUnitsOffset);

    /// <summary>Adds to a counter that has one writer.</summary>
    /// <remarks>Written so that the compiler makes one instruction of it where the processor has one. Where an access
    /// has to be translated, once is enough.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ref TMachine machine, nuint address, ulong value)
    {
        if (TMachine.RunsAlone)
        {
            ref ulong counter = ref machine.At<ulong>(address);
            counter = unchecked(counter + value);
            return;
        }

        Volatile.Write(ref machine.At<ulong>(address), unchecked(machine.ReadAt<ulong>(address) + value));
    }
}

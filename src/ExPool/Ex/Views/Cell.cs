using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>One access to one field of machine memory: what all views are made of.</summary>
/// <remarks>A counter has one writer at a time, or is changed with an interlocked add; readers look at any
/// time.</remarks>
internal static class Cell<TMachine>
    where TMachine : struct, IMachine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(TMachine machine, nuint address)
        where T : unmanaged => machine.ReadAt<T>(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(TMachine machine, nuint address, T value)
        where T : unmanaged => machine.At<T>(address) = value;

    /// <summary>Reads a field that another processor may change now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadShared(TMachine machine, nuint address) =>
        Volatile.Read(in machine.ReadAt<ulong>(address));

    /// <summary>Reads a field that another processor may change now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadShared32(TMachine machine, nuint address) =>
        Volatile.Read(in machine.ReadAt<uint>(address));

    /// <summary>Writes a field after everything written before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish(TMachine machine, nuint address, ulong value) =>
        Volatile.Write(ref machine.At<ulong>(address), value);

    /// <summary>Writes a field after everything written before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Publish32(TMachine machine, nuint address, uint value) =>
        Volatile.Write(ref machine.At<uint>(address), value);

    /// <summary>Adds to a counter that has one writer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(TMachine machine, nuint record, int offset, ulong value) =>
        ShortWay<TMachine>.Add(ref machine, record + (nuint)offset, value);

    /// <summary>Adds to a counter that several processors add to.</summary>
    public static void AddShared(TMachine machine, nuint address, ulong value) =>
        Interlocked.Add(ref machine.At<ulong>(address), value);

    /// <summary>Sets a field if it holds what is expected; answers what it held.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Exchange(TMachine machine, nuint address, uint value, uint expected) =>
        Interlocked.CompareExchange(ref machine.At<uint>(address), value, expected);

    /// <summary>Reads an address as wide as the machine's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint ReadPointer(TMachine machine, nuint address) =>
        TMachine.PointerByteCount == 8 ? (nuint)machine.ReadAt<ulong>(address) : machine.ReadAt<uint>(address);

    /// <summary>Writes an address as wide as the machine's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WritePointer(TMachine machine, nuint address, nuint value)
    {
        if (TMachine.PointerByteCount == 8)
        {
            machine.At<ulong>(address) = value;
        }
        else
        {
            machine.At<uint>(address) = (uint)value;
        }
    }
}

using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The frees that a processor put off: a ring of addresses and tags.</summary>
/// <remarks>One writer, the owner. In NT, PendingFrees.</remarks>
internal readonly ref struct DeferredRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const uint Count = 32;
    public const int ByteCount = 0x240;
    public const int CursorOffset = 0x0;
    public const int EntriesOffset = 0x40;

    private const int EntryByteCount = 16;
    private const int TagOffset = 8;

    /// <summary>How many were put off so far; the entry at it modulo <see cref="Count"/> waited longest.</summary>
    public uint Cursor
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Cell<TMachine>.Read<uint>(machine, address + CursorOffset);
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Cell<TMachine>.Write(machine, address + CursorOffset, value);
    }

    /// <summary>The address of an entry; 0 when nothing waits there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Address(uint cursor) => (nuint)Cell<TMachine>.Read<ulong>(machine, EntryAt(cursor));

    /// <summary>The tag of an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PoolTag Tag(uint cursor) => new(Cell<TMachine>.Read<uint>(machine, EntryAt(cursor) + TagOffset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(uint cursor, nuint payload, PoolTag tag)
    {
        Cell<TMachine>.Write<ulong>(machine, EntryAt(cursor), payload);
        Cell<TMachine>.Write(machine, EntryAt(cursor) + TagOffset, tag.Value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nuint EntryAt(uint cursor) => address + EntriesOffset + (nuint)((cursor % Count) * EntryByteCount);
}

using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>A checked wish for a look-aside list.</summary>
/// <param name="Flags">Exactly one of the pools, and how to answer.</param>
/// <param name="ByteCount">Bytes of a block, with room for a link.</param>
/// <param name="Tag">Not none.</param>
/// <param name="MaximumDepth">Blocks that may ever be held.</param>
internal readonly record struct LookasideRequest(PoolFlags Flags, nuint ByteCount, PoolTag Tag, int MaximumDepth)
{
    // POOL_TYPE and its modifiers (docs/sources.md#pool-types).
    private const uint CacheAlignedType = 0x4;
    private const uint RaiseType = 0x10;
    private const uint NoExecuteType = 0x200;
    private const uint ZeroType = 0x400;

    /// <summary>The pool of the blocks.</summary>
    public PoolKind Kind => PoolRequest.KindOf(Flags);

    /// <summary>Whether payloads start a cache line.</summary>
    public bool IsAligned => (Flags & PoolFlags.CacheAligned) != 0;

    /// <summary>The flags as POOL_TYPE with its modifiers.</summary>
    public uint Type =>
        (uint)Kind
        | ((Flags & PoolFlags.NonPaged) != 0 ? NoExecuteType : 0)
        | (IsAligned ? CacheAlignedType : 0)
        | ((Flags & PoolFlags.RaiseOnFailure) != 0 ? RaiseType : 0)
        | ((Flags & PoolFlags.Uninitialized) == 0 ? ZeroType : 0);

    /// <summary>Checks what a program asks for.</summary>
    /// <exception cref="ArgumentException">The flags choose no pool or charge a process, or there is no
    /// tag.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size or a depth is outside of its range.</exception>
    public static LookasideRequest Check<TMachine>(PoolFlags flags, nuint byteCount, PoolTag tag, int maximumDepth)
        where TMachine : struct, IMachine
    {
        if (!PoolRequest.IsValid(flags, tag) || (flags & PoolFlags.UseQuota) != 0)
        {
            throw new ArgumentException(
                $"A look-aside list cannot have the flags {flags} with tag '{tag}'; expected one pool, no quota and a "
                + "tag.",
                nameof(flags));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteCount, (nuint)int.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumDepth, LookasideDepth.Minimum);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumDepth, LookasideDepth.Maximum);
        return new LookasideRequest(
            flags, Math.Max(byteCount, SListEntry<TMachine>.ByteCount), tag, maximumDepth);
    }

    /// <summary>What was asked for when a list was made.</summary>
    public static LookasideRequest ReadFrom<TMachine>(TMachine machine, nuint address)
        where TMachine : struct, IMachine
    {
        LookasideRecord<TMachine> record = new(machine, address);
        uint type = record.Type;
        PoolFlags pool = (type & NoExecuteType) != 0 ? PoolFlags.NonPaged : PoolFlags.NonPagedExecute;
        PoolFlags flags = ((type & (uint)PoolKind.Paged) != 0 ? PoolFlags.Paged : pool)
            | ((type & CacheAlignedType) != 0 ? PoolFlags.CacheAligned : 0)
            | ((type & RaiseType) != 0 ? PoolFlags.RaiseOnFailure : 0)
            | ((type & ZeroType) == 0 ? PoolFlags.Uninitialized : 0);
        return new LookasideRequest(flags, record.Size, new PoolTag(record.Tag), record.MaximumDepth);
    }

    /// <summary>Writes the record of a new list; it is in use from then on.</summary>
    public void WriteTo<TMachine>(TMachine machine, nuint address, bool hasAllocate, bool hasFree)
        where TMachine : struct, IMachine
    {
        // Zero first: the record may have been another list's. Its links and its state stay.
        machine.Fill(address, (nuint)LookasideRecord<TMachine>.ListEntryOffset, 0);
        LookasideRecord<TMachine> record = new(machine, address);
        record.SetCounter(LookasideRecord<TMachine>.LastTotalAllocatesOffset, 0);
        record.SetCounter(LookasideRecord<TMachine>.LastAllocateMissesOffset, 0);
        record.Depth = LookasideDepth.Minimum;
        record.MaximumDepth = (ushort)MaximumDepth;
        record.Type = Type;
        record.Tag = Tag.Value;
        record.Size = (uint)ByteCount;
        record.Allocate = hasAllocate ? 1u : 0;
        record.Free = hasFree ? 1u : 0;
        record.State = LookasideRecord<TMachine>.InUse;
    }
}

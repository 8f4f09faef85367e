using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>One look-aside list: holds blocks, counts, and checks what it holds. Allocates and frees nothing.</summary>
/// <remarks>
/// All under the list's short lock, so that the totals are exact. Before a link is followed, what it leads to must be
/// a block that the list may hold, and marked as held: else 0x19/3.
/// </remarks>
internal sealed class Lookaside<TMachine>(
    TMachine machine, nuint record, LookasideBlocks<TMachine> blocks, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    // Both guarded by the lock.
    private bool _isClosed;
    private bool _isReleased;

    /// <summary>The list's record.</summary>
    public nuint Record => record;

    // A block of paged pool may be paged out, so its lock leaves faults possible; no caller may be above it.
    private Irql Level => blocks.Kind == PoolKind.Paged ? Irql.Apc : Irql.Dispatch;

    private SList<TMachine> Held => new(machine, record + LookasideRecord<TMachine>.ListHeadOffset);

    private LookasideRecord<TMachine> Fields => new(machine, record);

    /// <summary>Whether the pools are stopped or disposed: there is nothing to give back to.</summary>
    public bool IsGone => gate.IsClosed;

    /// <summary>Blocks held now.</summary>
    public int HeldCount
    {
        get
        {
            using PoolLock<TMachine> scope = Enter();
            return Held.Depth;
        }
    }

    /// <summary>Blocks that may be held now.</summary>
    public int Depth
    {
        get
        {
            using PoolLock<TMachine> scope = Enter();
            return Fields.Depth;
        }
    }

    /// <summary>Counts an allocation, and takes a block if one is held.</summary>
    /// <returns>The payload as its last owner left it, but for its first 16 bytes; 0 when none is held.</returns>
    public nuint TryAllocate()
    {
        if (machine.CurrentIrql > Level)
        {
            gate.Mistake(PoolStops.AllocationAtLevel(machine.CurrentIrql, blocks.Kind, blocks.ByteCount, blocks.Tag));
        }

        using PoolLock<TMachine> scope = Enter();
        LookasideRecord<TMachine> fields = Fields;
        fields.Count(LookasideRecord<TMachine>.TotalAllocatesOffset);
        nuint address = Take();
        if (address == 0)
        {
            fields.Count(LookasideRecord<TMachine>.AllocateMissesOffset);
        }

        return address;
    }

    /// <summary>Counts a free, and keeps the block if there is room.</summary>
    /// <param name="address">What the caller gave; need not be a block.</param>
    /// <param name="isStrange">True when it is no block of this list: then nothing is counted, and the pool judges
    /// it.</param>
    /// <returns>False when the block is not kept.</returns>
    public bool TryFree(nuint address, out bool isStrange)
    {
        if (machine.CurrentIrql > Level)
        {
            gate.Mistake(PoolStops.FreeAtLevel(machine.CurrentIrql, blocks.Kind, address, blocks.Tag));
        }

        using PoolLock<TMachine> scope = Enter();
        isStrange = !blocks.Accepts(address);
        if (isStrange)
        {
            return false;
        }

        if (Held.IsHeld(address))
        {
            gate.Mistake(blocks.DoubleFree(address));
        }

        LookasideRecord<TMachine> fields = Fields;
        fields.Count(LookasideRecord<TMachine>.TotalFreesOffset);
        if (Held.Depth >= fields.Depth)
        {
            fields.Count(LookasideRecord<TMachine>.FreeMissesOffset);
            return false;
        }

        Held.Push(address);
        return true;
    }

    /// <summary>Counts a free that the list did not see, after the pool took it.</summary>
    public void CountStrangeFree()
    {
        using PoolLock<TMachine> scope = Lock();
        LookasideRecord<TMachine> fields = Fields;
        if (!_isClosed)
        {
            fields.Count(LookasideRecord<TMachine>.TotalFreesOffset);
            fields.Count(LookasideRecord<TMachine>.FreeMissesOffset);
        }
    }

    /// <summary>Throws when the list is deleted.</summary>
    public void RequireOpen()
    {
        using PoolLock<TMachine> scope = Enter();
    }

    /// <summary>One of the 32-bit counters, by its offset.</summary>
    public uint Counter(int offset)
    {
        using PoolLock<TMachine> scope = Enter();
        return Fields.Counter(offset);
    }

    /// <summary>Takes a block without counting it.</summary>
    /// <param name="keep">Blocks to leave on the list.</param>
    /// <returns>0 when no more are held.</returns>
    public nuint TakeAbove(int keep)
    {
        using PoolLock<TMachine> scope = Lock();
        return _isReleased || Held.Depth <= keep ? 0 : Take();
    }

    /// <summary>Looks at what the list did since the last time, and sets its depth.</summary>
    /// <returns>The depth from now on.</returns>
    public int AdjustDepth()
    {
        using PoolLock<TMachine> scope = Lock();
        LookasideRecord<TMachine> fields = Fields;
        if (_isClosed)
        {
            return 0;
        }

        uint allocates = fields.Counter(LookasideRecord<TMachine>.TotalAllocatesOffset);
        uint misses = fields.Counter(LookasideRecord<TMachine>.AllocateMissesOffset);
        uint newAllocates =
            unchecked(allocates - fields.Counter(LookasideRecord<TMachine>.LastTotalAllocatesOffset));
        uint newMisses = unchecked(misses - fields.Counter(LookasideRecord<TMachine>.LastAllocateMissesOffset));
        fields.SetCounter(LookasideRecord<TMachine>.LastTotalAllocatesOffset, allocates);
        fields.SetCounter(LookasideRecord<TMachine>.LastAllocateMissesOffset, misses);
        uint depth = LookasideDepth.Next(
            fields.Depth, fields.MaximumDepth, newAllocates, newMisses, LookasideDepth.Minimum);
        fields.Depth = (ushort)depth;
        return (int)depth;
    }

    /// <summary>From here on the list takes and gives no block; what it holds is taken with
    /// <see cref="TakeAbove"/>.</summary>
    public void Close()
    {
        using PoolLock<TMachine> scope = Lock();
        _isClosed = true;
    }

    /// <summary>Whether the record is free for another list: true once, when it is closed and holds nothing.</summary>
    public bool TryRelease()
    {
        using PoolLock<TMachine> scope = Lock();
        bool isFirst = _isClosed && !_isReleased && Held.First == 0;
        _isReleased |= isFirst;
        return isFirst;
    }

    private nuint Take()
    {
        SList<TMachine> held = Held;
        nuint address = held.First;
        if (address == 0)
        {
            if (held.Depth != 0)
            {
                gate.Damage(PoolStops.DamagedList(record, 0, 0, blocks.Tag));
            }

            return 0;
        }

        nuint next = blocks.Accepts(address) && held.IsHeld(address) ? held.After(address) : address;
        if (next == address || !IsSound(next, held))
        {
            gate.Damage(PoolStops.DamagedList(address, next, record, blocks.Tag));
        }

        held.Pop(address);
        return address;
    }

    /// <summary>Whether a link leads to nothing, or to a block that the list holds.</summary>
    private bool IsSound(nuint next, SList<TMachine> held) =>
        next == 0 || (blocks.Accepts(next) && held.IsHeld(next));

    private PoolLock<TMachine> Enter()
    {
        PoolLock<TMachine> scope = Lock();
        if (_isClosed)
        {
            scope.Dispose();
            throw new ObjectDisposedException(
                $"{nameof(Lookaside<TMachine>)} '{blocks.Tag}'", "The look-aside list is deleted.");
        }

        return scope;
    }

    private PoolLock<TMachine> Lock()
    {
        if (gate.IsClosed)
        {
            gate.Refuse();
        }

        return new(machine, record + LookasideRecord<TMachine>.LockOffset, Level, gate);
    }
}

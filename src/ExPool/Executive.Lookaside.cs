using System;
using System.Collections.Generic;
using System.Threading;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool;

// Look-aside lists of programs.
public sealed partial class Executive<TMachine>
    where TMachine : struct, IMachine
{
    private readonly Lock _listsLock = new();
    private readonly List<LookasideList<TMachine>> _lists = [];

    /// <summary>Makes a list of blocks of one size (ExInitializeNPagedLookasideList,
    /// ExInitializePagedLookasideList).</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer; not <see cref="PoolFlags.UseQuota"/>.</param>
    /// <param name="byteCount">Bytes of a block; below 16 counts as 16.</param>
    /// <param name="tag">The tag of the blocks; not none.</param>
    /// <param name="maximumDepth">Blocks that may ever be kept, 4 to 256.</param>
    /// <exception cref="ArgumentException">The flags choose no pool, or there is no tag.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size or a depth is outside of its range.</exception>
    /// <exception cref="PoolException">The executive's tables have no memory, or there are 65,536 lists.</exception>
    public LookasideList<TMachine> CreateLookasideList(
        PoolFlags flags, nuint byteCount, PoolTag tag, int maximumDepth = LookasideDepth.Maximum) =>
        CreateLookasideList(flags, byteCount, tag, null, null, null, maximumDepth);

    /// <summary>Makes a list whose blocks are made and taken back by functions of the program
    /// (ExInitializeLookasideListEx).</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer; not <see cref="PoolFlags.UseQuota"/>.</param>
    /// <param name="byteCount">Bytes of a block; below 16 counts as 16.</param>
    /// <param name="tag">The tag of the blocks; not none.</param>
    /// <param name="allocate">Makes a block; <see langword="null"/> for the pool.</param>
    /// <param name="free">Takes a block back; <see langword="null"/> for the pool.</param>
    /// <param name="context">What the functions need.</param>
    /// <param name="maximumDepth">Blocks that may ever be kept, 4 to 256.</param>
    /// <exception cref="ArgumentException">The flags choose no pool, or there is no tag.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A size or a depth is outside of its range.</exception>
    /// <exception cref="PoolException">The executive's tables have no memory, or there are 65,536 lists.</exception>
    public LookasideList<TMachine> CreateLookasideList(
        PoolFlags flags,
        nuint byteCount,
        PoolTag tag,
        LookasideAllocate<TMachine>? allocate,
        LookasideFree<TMachine>? free,
        object? context = null,
        int maximumDepth = LookasideDepth.Maximum)
    {
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        LookasideRequest request = LookasideRequest.Check<TMachine>(flags, byteCount, tag, maximumDepth);
        nuint record = _lookasides.Take();
        if (record == 0)
        {
            throw new PoolException(NtStatus.CommitmentLimit, request.Kind, byteCount, tag);
        }

        request.WriteTo(_machine, record, allocate is not null, free is not null);
        lock (_listsLock)
        {
            return AddList(record, request, allocate, free, context);
        }
    }

    /// <summary>Finds a list that was made before these pools were opened again.</summary>
    /// <param name="address">What <see cref="LookasideList{TMachine}.Address"/> was.</param>
    /// <param name="allocate">The list's own function, if it had one.</param>
    /// <param name="free">The list's own function, if it had one.</param>
    /// <param name="context">What the functions need.</param>
    /// <exception cref="ArgumentException">No list is at the address, it was opened with functions before, or it has
    /// functions where none are given, or none where they are.</exception>
    public LookasideList<TMachine> OpenLookasideList(
        nuint address,
        LookasideAllocate<TMachine>? allocate = null,
        LookasideFree<TMachine>? free = null,
        object? context = null)
    {
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        lock (_listsLock)
        {
            if (!_lookasides.FindLists().Contains(address))
            {
                throw new ArgumentException($"No look-aside list is at 0x{address:X}.", nameof(address));
            }

            LookasideRecord<TMachine> record = new(_machine, address);
            bool isOurs = record.Allocate == 0 && record.Free == 0;
            if (record.Allocate != 0 != allocate is not null || record.Free != 0 != free is not null)
            {
                throw new ArgumentException(
                    $"The look-aside list at 0x{address:X} was made with {record.Allocate + record.Free} functions of "
                    + "the program; expected the same.",
                    nameof(allocate));
            }

            LookasideList<TMachine>? known = _lists.Find(list => list.Address == address);
            if (known is not null && !isOurs)
            {
                throw new ArgumentException($"The look-aside list at 0x{address:X} is open.", nameof(address));
            }

            return known
                ?? AddList(address, LookasideRequest.ReadFrom(_machine, address), allocate, free, context);
        }
    }

    /// <summary>Takes up the lists that lie in the tables, so that they are tuned; one that has functions of the
    /// program waits for these.</summary>
    private void AdoptLookasideLists()
    {
        foreach (nuint address in _lookasides.FindLists())
        {
            LookasideRecord<TMachine> record = new(_machine, address);
            if (record.Allocate == 0 && record.Free == 0)
            {
                _ = AddList(address, LookasideRequest.ReadFrom(_machine, address), null, null, null);
            }
        }
    }

    private LookasideList<TMachine> AddList(
        nuint record,
        LookasideRequest request,
        LookasideAllocate<TMachine>? allocate,
        LookasideFree<TMachine>? free,
        object? context)
    {
        Pool<TMachine> pool = request.Kind == PoolKind.Paged ? _paged : _nonPaged;
        LookasideBlocks<TMachine> blocks = new(
            _machine, request.Kind, pool.Pages, request.Tag, request.ByteCount, request.IsAligned);
        LookasideList<TMachine> list = new(
            this, new Lookaside<TMachine>(_machine, record, blocks, _gate), request, allocate, free, context);
        _lists.Add(list);
        return list;
    }

    /// <summary>Sets the depth of every list by its use since the last call; once a second.</summary>
    internal void AdjustLookasideLists()
    {
        if (_gate.IsClosed)
        {
            return;
        }

        LookasideList<TMachine>[] lists;
        lock (_listsLock)
        {
            lists = [.. _lists];
        }

        foreach (LookasideList<TMachine> list in lists)
        {
            list.AdjustDepth();
        }
    }

    /// <summary>A list is deleted and holds nothing: the next list has its record.</summary>
    internal void Forget(LookasideList<TMachine> list)
    {
        lock (_listsLock)
        {
            _lists.Remove(list);
        }

        _lookasides.GiveBack(list.Address);
    }
}

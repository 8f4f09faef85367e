using System;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool;

/// <summary>Keeps blocks of one size, tag and pool that were freed, so that the next allocations need no pool
/// lists.</summary>
/// <remarks>
/// <para>NPAGED_LOOKASIDE_LIST, PAGED_LOOKASIDE_LIST and, with functions of the program, LOOKASIDE_LIST_EX. All members
/// may be called by any number of threads at once; a list of paged pool up to APC_LEVEL, of nonpaged pool up to
/// DISPATCH_LEVEL.</para>
/// <para>A block that is kept stays allocated under the list's tag, as in NT. Dispose the list to give them
/// back.</para>
/// </remarks>
/// <typeparam name="TMachine">The machine the pools live on.</typeparam>
public sealed class LookasideList<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private readonly Executive<TMachine> _executive;
    private readonly Lookaside<TMachine> _lookaside;
    private readonly LookasideAllocate<TMachine>? _allocate;
    private readonly LookasideFree<TMachine>? _free;

    internal LookasideList(
        Executive<TMachine> executive,
        Lookaside<TMachine> lookaside,
        LookasideRequest request,
        LookasideAllocate<TMachine>? allocate,
        LookasideFree<TMachine>? free,
        object? context)
    {
        _executive = executive;
        _lookaside = lookaside;
        _allocate = allocate;
        _free = free;
        Flags = request.Flags;
        ByteCount = request.ByteCount;
        Tag = request.Tag;
        MaximumDepth = request.MaximumDepth;
        Context = context;
    }

    /// <summary>The pool of the blocks, and how an allocation answers.</summary>
    public PoolFlags Flags { get; }

    /// <summary>Bytes of a block; at least 16, which a block that is kept needs for its link.</summary>
    public nuint ByteCount { get; }

    /// <summary>The tag of the blocks.</summary>
    public PoolTag Tag { get; }

    /// <summary>Blocks that may ever be kept, 4 to 256.</summary>
    public int MaximumDepth { get; }

    /// <summary>What the list's own functions need; <see langword="null"/> when they need nothing.</summary>
    public object? Context { get; }

    /// <summary>Where the list's record lies in the executive's tables.</summary>
    public nuint Address => _lookaside.Record;

    /// <summary>Blocks that may be kept now: from 4, adjusted by use.</summary>
    public int Depth => _lookaside.Depth;

    /// <summary>Blocks that are kept now (ExQueryDepthSList).</summary>
    public int HeldCount => _lookaside.HeldCount;

    /// <summary>Allocations asked of the list. The four counters are 32 bits wide, as in NT, and wrap.</summary>
    public uint TotalAllocates => _lookaside.Counter(LookasideRecord<TMachine>.TotalAllocatesOffset);

    /// <summary>Allocations for which the list had no block.</summary>
    public uint AllocateMisses => _lookaside.Counter(LookasideRecord<TMachine>.AllocateMissesOffset);

    /// <summary>Blocks freed to the list.</summary>
    public uint TotalFrees => _lookaside.Counter(LookasideRecord<TMachine>.TotalFreesOffset);

    /// <summary>Blocks freed to the list for which it had no room.</summary>
    public uint FreeMisses => _lookaside.Counter(LookasideRecord<TMachine>.FreeMissesOffset);

    /// <summary>Gives a block that was kept, or makes one (ExAllocateFromLookasideListEx).</summary>
    /// <returns>The payload: zeroed unless <see cref="PoolFlags.Uninitialized"/> is given or the list's own function
    /// made it; 0 when the pool is exhausted.</returns>
    /// <exception cref="PoolException">0 would be answered and <see cref="PoolFlags.RaiseOnFailure"/> is
    /// given.</exception>
    /// <exception cref="BugCheckException">0xC2/8: the level is too high; 0x19/3: a kept block was written to, and
    /// the pools end.</exception>
    /// <exception cref="ObjectDisposedException">The list is deleted.</exception>
    public nuint Allocate()
    {
        nuint address = _lookaside.TryAllocate();
        if (address == 0)
        {
            return _allocate is null
                ? _executive.Allocate(Flags, ByteCount, Tag)
                : _allocate(Flags, ByteCount, Tag, this);
        }

        if ((Flags & PoolFlags.Uninitialized) == 0)
        {
            _executive.Machine.Fill(address, ByteCount, 0);
        }

        return address;
    }

    /// <summary>Takes a block back: keeps it, or frees it (ExFreeToLookasideListEx).</summary>
    /// <param name="address">What <see cref="Allocate"/> answered.</param>
    /// <exception cref="BugCheckException">0xC2: the address is no allocated block of this tag, or is kept already,
    /// or the level is too high (nothing is changed).</exception>
    /// <exception cref="ObjectDisposedException">The list is deleted.</exception>
    public void Free(nuint address)
    {
        if (_lookaside.TryFree(address, out bool isStrange))
        {
            return;
        }

        GiveBack(address);
        if (isStrange)
        {
            _lookaside.CountStrangeFree();
        }
    }

    /// <summary>Frees all blocks that are kept now (ExFlushLookasideListEx).</summary>
    /// <exception cref="ObjectDisposedException">The list is deleted.</exception>
    public void Flush()
    {
        _lookaside.RequireOpen();
        GiveBackAbove(0);
    }

    /// <summary>Deletes the list: frees all blocks that are kept (ExDeleteLookasideListEx). A block that its owner
    /// still has is then freed to the pool.</summary>
    /// <remarks>A second call does nothing. When the pools are gone, so are the blocks.</remarks>
    public void Dispose()
    {
        if (_lookaside.IsGone)
        {
            return;
        }

        _lookaside.Close();
        GiveBackAbove(0);
        if (_lookaside.TryRelease())
        {
            _executive.Forget(this);
        }
    }

    /// <summary>Sets the depth by use since the last call, and frees what is above it.</summary>
    internal void AdjustDepth() => GiveBackAbove(_lookaside.AdjustDepth());

    private void GiveBackAbove(int keep)
    {
        for (nuint address = _lookaside.TakeAbove(keep); address != 0; address = _lookaside.TakeAbove(keep))
        {
            GiveBack(address);
        }
    }

    private void GiveBack(nuint address)
    {
        if (_free is null)
        {
            _executive.Free(address, Tag);
        }
        else
        {
            _free(address, this);
        }
    }
}

using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Snapshots;

namespace ExPool.Model;

/// <summary>The kernel of a computer with words of one width: its pools.</summary>
internal sealed class ModelKernel<TKind> : ModelKernel
    where TKind : struct, IMachineKind
{
    // What is charged names a process that is none (docs/sources.md#bug-checks).
    private const ulong DamagedOwner = 0xD;

    private readonly Executive<ModelMachine<TKind>> _pools;

    // What lies in memory is found again by its address; this saves the search.
    private readonly Dictionary<nuint, LookasideList<ModelMachine<TKind>>> _lists = [];

    // The same of those to whom pool is charged.
    private readonly Dictionary<uint, QuotaProcess<ModelMachine<TKind>>> _payers = [];

    /// <summary>Starts pools.</summary>
    public ModelKernel(ComputerParts parts, ExecutiveOptions options)
        : base(parts) => _pools = Executive<ModelMachine<TKind>>.Boot(new ModelMachine<TKind>(parts.Core), options);

    /// <summary>Goes on with pools that lie in the machine's memory.</summary>
    public ModelKernel(ComputerParts parts, nuint debuggerData)
        : base(parts) =>
        _pools = Executive<ModelMachine<TKind>>.Attach(new ModelMachine<TKind>(parts.Core), debuggerData);

    /// <summary>The pools.</summary>
    public Executive<ModelMachine<TKind>> Pools => _pools;

    /// <inheritdoc/>
    public override int PointerByteCount => TKind.PointerByteCount;

    /// <inheritdoc/>
    public override nuint DebuggerData => _pools.DebuggerData;

    /// <inheritdoc/>
    public override nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag)
    {
        nuint address = _pools.Allocate(flags, byteCount, tag);
        if (address == 0)
        {
            NoteRefusal(flags, byteCount);
        }

        return address;
    }

    /// <inheritdoc/>
    public override void Free(nuint address, PoolTag tag = default) => _pools.Free(address, tag);

    /// <inheritdoc/>
    public override nuint CreateLookasideList(PoolFlags flags, nuint byteCount, PoolTag tag)
    {
        LookasideList<ModelMachine<TKind>> list = _pools.CreateLookasideList(flags, byteCount, tag);
        _lists[list.Address] = list;
        return list.Address;
    }

    /// <inheritdoc/>
    public override nuint AllocateFromList(nuint list)
    {
        LookasideList<ModelMachine<TKind>> found = ListAt(list);
        nuint address = found.Allocate();
        if (address == 0)
        {
            NoteRefusal(found.Flags, found.ByteCount);
        }

        return address;
    }

    /// <inheritdoc/>
    public override void FreeToList(nuint list, nuint address) => ListAt(list).Free(address);

    /// <inheritdoc/>
    public override void DeleteLookasideList(nuint list)
    {
        ListAt(list).Dispose();
        _lists.Remove(list);
    }

    /// <inheritdoc/>
    public override uint CreatePayer(string name, ulong? nonPagedLimit, ulong? pagedLimit)
    {
        try
        {
            QuotaProcess<ModelMachine<TKind>> payer = _pools.CreateProcess(name, nonPagedLimit, pagedLimit);
            _payers[payer.Number] = payer;
            return payer.Number;
        }
        catch (PoolException)
        {
            return 0;
        }
    }

    /// <inheritdoc/>
    public override void DeletePayer(uint number)
    {
        PayerOf(number).Dispose();
        _payers.Remove(number);
    }

    /// <inheritdoc/>
    public override NtStatus Charge(uint payer, PoolKind kind, ulong byteCount) =>
        PayerOf(payer).Charge(kind, byteCount);

    /// <inheritdoc/>
    public override void ReturnCharge(uint payer, PoolKind kind, ulong byteCount) =>
        PayerOf(payer).Return(kind, byteCount);

    /// <inheritdoc/>
    public override ulong UsageOf(uint payer, PoolKind kind) => PayerOf(payer).Usage(kind).Bytes;

    /// <inheritdoc/>
    public override SidePools CreatePools(PoolPlace place, ExecutiveOptions options)
    {
        ModelCore core = CoreOf(place);
        core.FollowProcessor();
        return new SidePools<TKind>(
            core, Parts.Core, Executive<ModelMachine<TKind>>.Boot(new ModelMachine<TKind>(core), options));
    }

    /// <inheritdoc/>
    public override SidePools OpenPools(PoolPlace place, nuint root)
    {
        ModelCore core = CoreOf(place);
        core.FollowProcessor();
        return new SidePools<TKind>(
            core, Parts.Core, Executive<ModelMachine<TKind>>.Attach(new ModelMachine<TKind>(core), root));
    }

    /// <inheritdoc/>
    public override PoolSnapshot Capture() => _pools.Capture();

    /// <inheritdoc/>
    public override PoolRoom RoomOf(PoolKind kind) => _pools.RoomOf(kind);

    /// <inheritdoc/>
    public override PoolReader OpenReader() => _pools.OpenReader();

    /// <inheritdoc/>
    public override void AdjustLookasideDepth() => _pools.AdjustLookasideDepth();

    /// <inheritdoc/>
    public override void Trim() => _pools.Trim();

    private QuotaProcess<ModelMachine<TKind>> PayerOf(uint number)
    {
        if (!_payers.TryGetValue(number, out QuotaProcess<ModelMachine<TKind>>? payer))
        {
            try
            {
                payer = _pools.OpenProcess(number);
            }
            catch (ArgumentException)
            {
                // Whoever wrote over the number: NT stops where a block names no process.
                Parts.Stop.Raise(BugCheckCode.BadPoolCaller, DamagedOwner, p4: number);
            }

            _payers[number] = payer;
        }

        return payer;
    }

    private LookasideList<ModelMachine<TKind>> ListAt(nuint address)
    {
        if (!_lists.TryGetValue(address, out LookasideList<ModelMachine<TKind>>? list))
        {
            list = _pools.OpenLookasideList(address);
            _lists[address] = list;
        }

        return list;
    }
}

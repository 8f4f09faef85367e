using System.Collections.Generic;
using System.Text;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Ex;

/// <summary>Makes the tables and reserves the pools of a new executive, bottom-up.</summary>
internal sealed class ExecutiveBoot<TMachine>(
    TMachine machine,
    PoolSizes nonPaged,
    PoolSizes paged,
    int pagedPools,
    int tags,
    LookasideLimits limits,
    bool capturesCallSites)
    where TMachine : struct, IMachine
{
    private const int PageShift = PoolGeometry<TMachine>.PageShift;

    private readonly List<(nuint Address, ulong PageCount)> _reserved = [];

    /// <summary>The root block.</summary>
    public nuint Root { get; private set; }

    /// <summary>Makes everything.</summary>
    /// <exception cref="PoolException">The system refused address space or memory; what was reserved is
    /// given back.</exception>
    public void Run()
    {
        try
        {
            MakeAll();
        }
        catch (PoolException)
        {
            GiveBack();
            throw;
        }
    }

    private void MakeAll()
    {
        NtStatus status = TableSpace<TMachine>.Create(machine, TablesByteCount(), out nuint root);
        Root = root;
        if (status != NtStatus.Success)
        {
            throw new PoolException(status, PoolKind.NonPaged, (nuint)TablesByteCount(), "Boot");
        }

        StopGate<TMachine> gate = new(machine, root);
        TableSpace<TMachine> tables = new(machine, root, gate);
        WriteRoot(tables);
        int nodes = machine.Facts.NodeCount;
        MakePool(tables, gate, PoolKind.NonPaged, nonPaged, nodes);

        // Descriptor 0 of paged pool stands for whole pages, the others serve small blocks.
        MakePool(tables, gate, PoolKind.Paged, paged, System.Math.Max(pagedPools, nodes) + 1);
        TagTable<TMachine> tagTable = new(machine, root, tables, gate);
        PoolQuota<TMachine> quota = new(machine, root, tables, gate);
        Require(tagTable.Create() && quota.Create(), RootRecord<TMachine>.ByteCount);

        // Last, because whoever finds the signature may read everything.
        _ = new RootRecord<TMachine>(machine, root) { Signature = RootRecord<TMachine>.SignatureValue };
    }

    private void GiveBack()
    {
        foreach ((nuint address, ulong pageCount) in _reserved)
        {
            machine.ReleasePages(address, (nuint)pageCount);
        }

        if (Root != 0)
        {
            machine.ReleasePages(Root, (nuint)(TablesByteCount() >> PageShift));
        }
    }

    private ulong TablesByteCount()
    {
        ulong pages = SpanOf(nonPaged) + SpanOf(paged);
        ulong byteCount = TableSpace<TMachine>.FreeSpaceByteCount(machine.MaximumProcessorCount)
            + (pages * (1 + RunRecord<TMachine>.ByteCount))
            + ((ulong)tags * TagRecord<TMachine>.ByteCount)
            + ((ulong)machine.MaximumProcessorCount * sizeof(ulong));
        return (byteCount + 0xFFFF) & ~0xFFFFUL;
    }

    /// <summary>Pages of the addresses that a pool may have: those up to its maximum, or those that the machine lets
    /// pools share.</summary>
    private ulong SpanOf(PoolSizes sizes) =>
        machine.Facts.SharedPageCount != 0 ? machine.Facts.SharedPageCount : sizes.MaximumPageCount;

    private void WriteRoot(TableSpace<TMachine> tables)
    {
        RootRecord<TMachine> record = new(machine, Root);
        record.Version = RootRecord<TMachine>.CurrentVersion;
        record.RootByteCount = RootRecord<TMachine>.ByteCount;
        record.PointerByteCount = (uint)TMachine.PointerByteCount;
        record.PageByteCount = PoolGeometry<TMachine>.PageByteCount;
        record.UnitByteCount = (uint)TMachine.UnitByteCount;
        record.HeaderByteCount = (uint)TMachine.HeaderByteCount;
        record.FirstBlockByteOffset = (uint)TMachine.FirstBlockByteOffset;
        record.UnitsPerPage = PoolGeometry<TMachine>.UnitsPerPage;
        MachineIdentity identity = machine.Identity;
        record.ProcessId = (uint)identity.ProcessId;
        record.StartedAt = identity.StartedAtMilliseconds;
        byte[] name = Encoding.UTF8.GetBytes(identity.Name);
        RawBytes<TMachine>.Write(machine, Root + RootRecord<TMachine>.NameOffset, name);
        record.ProcessorMaximum = (uint)machine.MaximumProcessorCount;
        nuint processorsByteCount = (nuint)machine.MaximumProcessorCount * sizeof(ulong);
        record.ProcessorsAddress = tables.Reserve(processorsByteCount);
        record.TagMaximum = (uint)tags;
        record.LookasideClassCount = LookasideClass<TMachine>.Count;
        record.LookasideLargestByteCount = limits.LargestByteCount;
        record.LookasideHeldByteCount = limits.HeldByteCount;
        record.LookasideMaximumDepth = limits.MaximumDepth;
        record.CapturesCallSites = capturesCallSites ? 1u : 0;
        record.TagsAddress = tables.Reserve((nuint)tags * TagRecord<TMachine>.ByteCount);
        Require(tables.Grow(record.ProcessorsAddress, 0, processorsByteCount), processorsByteCount);
    }

    private void MakePool(
        TableSpace<TMachine> tables, StopGate<TMachine> gate, PoolKind kind, PoolSizes sizes, int descriptorCount)
    {
        nuint address = new RootRecord<TMachine>(machine, Root).PoolAddress(kind);
        PoolRecord<TMachine> record = new(machine, address);
        SystemVaType type = kind == PoolKind.Paged ? SystemVaType.PagedPool : SystemVaType.NonPagedPool;
        NtStatus status = machine.ReservePages(type, (nuint)SpanOf(sizes), out nuint start);
        if (status != NtStatus.Success)
        {
            throw new PoolException(status, kind, (nuint)(sizes.MaximumPageCount << PageShift), "Boot");
        }

        _reserved.Add((start, SpanOf(sizes)));
        record.Kind = (uint)kind;
        record.Start = start;
        record.MaximumPageCount = (nuint)sizes.MaximumPageCount;
        record.SpanPageCount = (uint)machine.Facts.SharedPageCount;
        record.StatesAddress = tables.Reserve((nuint)SpanOf(sizes));
        record.RunsAddress = tables.Reserve((nuint)SpanOf(sizes) * RunRecord<TMachine>.ByteCount);
        record.DescriptorCount = (uint)descriptorCount;
        nuint byteCount = (nuint)descriptorCount * DescriptorRecord<TMachine>.ByteCount;
        nuint descriptors = tables.Reserve(byteCount);
        Require(tables.Grow(descriptors, 0, byteCount), byteCount);
        record.DescriptorsAddress = descriptors;
        nuint sharedByteCount = LookasideClass<TMachine>.Count * (nuint)SharedListRecord<TMachine>.ByteCount;
        record.SharedListsAddress = tables.Reserve(sharedByteCount);
        Require(tables.Grow(record.SharedListsAddress, 0, sharedByteCount), sharedByteCount);
        for (uint index = 0; index < descriptorCount; index++)
        {
            MakeDescriptor(record.DescriptorAddress(index), kind, index);
        }

        PoolPages<TMachine> pages = new(machine, tables, gate, address);
        Require(pages.Grow((uint)sizes.InitialPageCount, 0), (nuint)(sizes.InitialPageCount << PageShift));

        // Not before: a pool starts with its initial size even where it grows by more.
        record.GrowthPageCount = (nuint)sizes.GrowthPageCount;
    }

    private void MakeDescriptor(nuint address, PoolKind kind, uint index)
    {
        DescriptorRecord<TMachine> record = new(machine, address);
        record.PoolType = (uint)kind;
        record.PoolIndex = index;
        // All of them, though no block of more units than a byte says is ever listed: an empty list points at itself.
        for (uint units = 1; units <= DescriptorRecord<TMachine>.ListHeadCount; units++)
        {
            nuint head = record.ListHeadAddress(units);
            ListEntry<TMachine> links = new(machine, head);
            links.Flink = head;
            links.Blink = head;
        }
    }

    private static void Require(bool isDone, nuint byteCount)
    {
        if (!isDone)
        {
            throw new PoolException(NtStatus.CommitmentLimit, PoolKind.NonPaged, byteCount, "Boot");
        }
    }
}

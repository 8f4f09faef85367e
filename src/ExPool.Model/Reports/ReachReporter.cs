using System;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using ExPool.Snapshots;

namespace ExPool.Model.Reports;

/// <summary>Computes how far pools can grow, from what the machine has left.</summary>
/// <remarks>
/// A page of a pool costs itself; for each, one byte of state and one run record in the pools' tables; and page tables.
/// Free pages that have memory already cost nothing more, and those of the other pool are given back before a request
/// is refused. All costs rise with the pages, so the most that can be paid is found by halving.
/// </remarks>
internal sealed class ReachReporter(Computer computer, PoolSnapshot pools)
{
    private const ulong Page = PhysicalMemory.PageByteCount;


    // A page of tables knows no more pages of a pool than fit into a page table with the shortest entries.
    private const ulong MostPagesOfATablePage = 1024;

    private readonly ulong _runByteCount = (ulong)PoolLayout.ExPool.RunByteCount;

    private MemoryManager Memory => computer.Parts.Memory;

    /// <summary>Both pools.</summary>
    public ReachReport Read() => new(Read(pools.NonPaged, pools.Paged), Read(pools.Paged, pools.NonPaged));

    private PoolReach Read(PoolUsage pool, PoolUsage other)
    {
        ulong maximum = pool.MaximumBytes ?? 0;
        ulong idle = Idle(other);
        ulong commit = Most(pool, CommitLeft() + idle, isPromised: true);
        long resident = Memory.Resident.Left + (long)(other.Kind == PoolKind.NonPaged ? idle : 0);
        ulong frames = Most(pool, (ulong)Math.Max(0, resident), isPromised: pool.Kind == PoolKind.NonPaged);
        ulong? policy = computer.PolicyOf(pool.Kind);
        ulong room = computer.RoomOf(pool.Kind);

        // In the order in which a request meets them: the first of two equal ones is the one that refuses.
        ulong least = maximum;
        MemoryBound bound = computer.MaximumBoundOf(pool.Kind);
        if (room < least)
        {
            (least, bound) = (room, MemoryBound.AddressSpace);
        }

        if (frames < least)
        {
            (least, bound) = (frames, MemoryBound.ResidentPages);
        }

        if (commit < least)
        {
            (least, bound) = (commit, MemoryBound.Commit);
        }

        return new PoolReach
        {
            Kind = pool.Kind,
            InUseBytes = pool.BytesInUse ?? 0,
            ReachableBytes = least,
            BoundBy = bound,
            PolicyBytes = policy,
            AddressSpaceBytes = room,
            CommitBytes = commit,
            ResidentBytes = frames,
        };
    }

    /// <summary>Pages that may still be promised when every paging file has grown to its maximum.</summary>
    private ulong CommitLeft()
    {
        ulong limit = Memory.Commit.Limit;
        foreach (PagingFile file in Memory.Files.Files)
        {
            // The first page of a file holds no page of memory.
            uint more = file.MaximumPageCount - file.PageCount;
            limit += file.PageCount == 0 && more > 0 ? more - 1 : more;
        }

        return limit - Math.Min(limit, Memory.Commit.Used);
    }

    /// <summary>Free pages of a pool that have memory.</summary>
    private static ulong Idle(PoolUsage pool) =>
        ((pool.CommittedBytes - pool.BytesInUse - pool.ReturnedBytes) ?? 0) / Page;

    /// <summary>The most bytes that a pool can have when so many pages may be spent on it: on its own and on their
    /// tables, or on their tables alone.</summary>
    private ulong Most(PoolUsage pool, ulong left, bool isPromised)
    {
        ulong committed = (pool.CommittedBytes ?? 0) / Page;
        ulong returned = (pool.ReturnedBytes ?? 0) / Page;
        ulong least = 0;
        ulong most = (Math.Min(left, uint.MaxValue) * (isPromised ? 1 : MostPagesOfATablePage)) + 1;
        while (most - least > 1)
        {
            ulong middle = least + ((most - least) / 2);
            ulong growth = Math.Max(middle, returned) - returned;
            ulong cost = (isPromised ? middle : 0) + TablesOf(pool.Kind, committed, growth);
            (least, most) = cost <= left ? (middle, most) : (least, middle);
        }

        return (committed - returned + least) * Page;
    }

    /// <summary>Pages of tables for pages that a pool grows by.</summary>
    private ulong TablesOf(PoolKind kind, ulong committed, ulong growth)
    {
        ulong after = committed + growth;
        ulong count = PagesOf(after) - PagesOf(committed)
            + PagesOf(after * _runByteCount) - PagesOf(committed * _runByteCount);
        if (growth == 0 || committed == 0)
        {
            return count;
        }

        PteFormat format = Memory.Tables.Format;
        ulong first = Memory.Space[kind == PoolKind.Paged ? SystemVaType.PagedPool : SystemVaType.NonPagedPool].Start
            >> PhysicalMemory.PageShift;
        int shift = 0;

        // With three levels, all tables above the lowest are there from the start.
        int levels = format.Mode == PagingMode.Pae ? 1 : format.LevelCount - 1;
        for (int level = 0; level < levels; level++)
        {
            shift += System.Numerics.BitOperations.Log2((uint)format.EntryCountOf(level));
            count += ((first + after - 1) >> shift) - ((first + committed - 1) >> shift);
        }

        return count;
    }

    private static ulong PagesOf(ulong byteCount) => (byteCount + Page - 1) / Page;
}

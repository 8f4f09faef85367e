using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Reports;

/// <summary>Reads what the memory manager has; changes nothing.</summary>
internal static class MemoryReporter
{
    // A quarter of what the loader loads counts as drivers. Unverified, as its size is.
    private const uint DriverShare = 4;

    /// <summary>The totals; looks at no single frame.</summary>
    public static MemoryReport Read(ComputerParts parts)
    {
        MemoryManager memory = parts.Memory;
        PageLists lists = memory.Lists;
        SystemRange entries = memory.SystemPtes.Range;
        ulong images = parts.Layout.Images[0].PageCount;
        return new MemoryReport
        {
            Machine = parts.Core.Facts.Description,
            Time = new(parts.Clock.Now),
            PhysicalPages = parts.Ram.FrameCount,
            ZeroedPages = lists.ZeroedCount,
            FreePages = lists.Free.Count,
            StandbyPagesByPriority = [.. lists.Standby.Select(list => (ulong)list.Count)],
            ModifiedPages = lists.ModifiedCount,
            ModifiedNoWritePages = lists.ModifiedNoWrite.Count,
            BadPages = lists.Bad.Count,
            ResidentAvailablePages = (ulong)Math.Max(0, memory.Resident.Left),
            CommittedPages = memory.Commit.Used,
            PeakCommittedPages = memory.Commit.Peak,
            CommitLimitPages = memory.Commit.Limit,
            NonPagedRefusedBy = parts.Core.Refusals[PoolKind.NonPaged],
            PagedRefusedBy = parts.Core.Refusals[PoolKind.Paged],
            MaximumCommitLimitPages = memory.Commit.Limit + memory.Files.RoomToGrow,
            SystemCodePages = images - (images / DriverShare),
            SystemDriverPages = images / DriverShare,
            WorkingSetPages = memory.WorkingSet.Count,
            PeakWorkingSetPages = memory.WorkingSet.Peak,
            SystemCachePages = memory.Mapped.CacheCount,
            PeakSystemCachePages = memory.Mapped.CachePeak,
            MappedFilePages = memory.Mapped.ActiveCount,
            IdleFilePages = memory.Mapped.IdleCount,
            DirtyCachePages = memory.Mapped.DirtyCount,
            PageTablePages = (ulong)memory.Spaces.All.Sum(space => space?.Tables.TableCount ?? 0),
            SystemPtes = entries.Pages.Length,
            FreeSystemPtes = entries.FreeCount,
            SystemPteFailures = entries.FailureCount,
            PagingFiles = [.. memory.Files.Files.Select(file => new PagingFileReport(
                file.Number, file.PageCount, file.MaximumPageCount, file.UsedCount, file.PeakCount))],
            Counters = memory.Counters with { },
        };
    }

    /// <summary>What each frame is for: looks at every one that was ever used.</summary>
    public static MemoryUseReport ReadUse(ComputerParts parts)
    {
        int kindCount = (int)MemoryUseKind.Other + 1;
        ulong[] valid = new ulong[kindCount];
        ulong[] standby = new ulong[kindCount];
        ulong[] modified = new ulong[kindCount];
        ulong[] transition = new ulong[kindCount];
        ulong[] locked = new ulong[kindCount];
        ulong tables = 0;
        foreach (uint frame in UsedFrames(parts))
        {
            PfnEntry entry = parts.Memory.Pfn[frame];
            int kind = (int)KindOf(parts, frame, entry);
            switch (entry.Location)
            {
                case PageLocation.Active when entry.Use == FrameUse.PageTable:
                    tables++;
                    break;
                case PageLocation.Active:
                    valid[kind]++;
                    locked[kind] += entry.Use == FrameUse.NonPaged ? 1u : 0;
                    break;
                case PageLocation.Standby:
                    standby[kind]++;
                    break;
                case PageLocation.Modified or PageLocation.ModifiedNoWrite:
                    modified[kind]++;
                    break;
                case PageLocation.Transition:
                    transition[kind]++;
                    break;
                default:
                    break;
            }
        }

        ImmutableArray<MemoryUse>.Builder uses = ImmutableArray.CreateBuilder<MemoryUse>();
        for (int kind = 0; kind < kindCount; kind++)
        {
            ulong own = kind == (int)MemoryUseKind.PageTables ? tables : 0;
            if (valid[kind] + standby[kind] + modified[kind] + transition[kind] + own != 0)
            {
                uses.Add(new MemoryUse(
                    (MemoryUseKind)kind,
                    valid[kind],
                    standby[kind],
                    modified[kind],
                    transition[kind],
                    locked[kind],
                    own));
            }
        }

        ulong active = tables + valid.Aggregate(0UL, (sum, count) => sum + count);
        ulong between = transition.Aggregate(0UL, (sum, count) => sum + count);
        return new(Read(parts), active, between, uses.DrainToImmutable());
    }

    /// <summary>Pages of paged pool in the system's working set.</summary>
    public static ulong CountPagedPool(ComputerParts parts)
    {
        MemoryManager memory = parts.Memory;
        SystemRange pool = memory.Space[SystemVaType.PagedPool];
        ulong count = 0;
        for (uint frame = memory.WorkingSet.Frames.Head; frame != PfnDatabase.None; frame = memory.Pfn[frame].Next)
        {
            PfnEntry entry = memory.Pfn[frame];
            nuint address = SystemAddress.OfPage(entry.Page, parts.Layout.Format);
            count += !entry.IsFile && pool.Contains(address) ? 1u : 0u;
        }

        return count;
    }

    /// <summary>The regions, by address.</summary>
    public static ImmutableArray<RegionReport> ReadRegions(ComputerParts parts) =>
        [.. parts.Memory.Space.Ranges.Select(range => new RegionReport(
            range.Type,
            range.Start,
            range.Pages.Length,
            range.UsedCount,
            range.PeakCount,
            range.FailureCount,
            range.Pages.LongestClear()))];

    /// <summary>The frames that have an entry: those outside of the runs that were never used.</summary>
    private static IEnumerable<uint> UsedFrames(ComputerParts parts)
    {
        foreach (FrameRun run in parts.Ram.Runs)
        {
            uint end = run.End;
            foreach (FrameRun fresh in parts.Memory.Lists.Fresh)
            {
                // What is fresh lies at the end of a run.
                end = fresh.Start >= run.Start && fresh.Start < run.End ? fresh.Start : end;
            }

            for (uint frame = run.Start; frame < end; frame++)
            {
                yield return frame;
            }
        }
    }

    private static MemoryUseKind KindOf(ComputerParts parts, uint frame, in PfnEntry entry)
    {
        if (entry.Use == FrameUse.PageTable)
        {
            return MemoryUseKind.PageTables;
        }

        if (entry.IsFile)
        {
            return MemoryUseKind.MappedFiles;
        }

        switch (parts.Memory.Spaces.Of(frame).Kind)
        {
            case AddressSpaceKind.Process:
                return MemoryUseKind.Processes;
            case AddressSpaceKind.Session:
                return MemoryUseKind.Sessions;
            default:
                break;
        }

        nuint address = SystemAddress.OfPage(entry.Page, parts.Layout.Format);
        for (int index = 0; index < parts.Layout.Images.Count; index++)
        {
            (nuint start, uint pageCount) = parts.Layout.Images[index];
            uint large = (uint)parts.Layout.Format.PagesPerLargePage;
            ulong byteCount = (ulong)((pageCount + large - 1) & ~(large - 1)) << PhysicalMemory.PageShift;
            if (address >= start && address - start < byteCount)
            {
                return index == 0 ? MemoryUseKind.BootLoaded : MemoryUseKind.PfnDatabase;
            }
        }

        return parts.Memory.Space.Find(address)?.Type switch
        {
            SystemVaType.BootLoaded => MemoryUseKind.BootLoaded,
            SystemVaType.NonPagedPool => MemoryUseKind.NonPagedPool,
            SystemVaType.PagedPool => MemoryUseKind.PagedPool,
            SystemVaType.SystemPtes => MemoryUseKind.SystemPtes,
            _ when entry.Page == 0 => MemoryUseKind.BootLoaded,   // the frame of zeros that tables show
            _ => MemoryUseKind.Other,
        };
    }
}

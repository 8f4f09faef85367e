using System;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Writes modified pages to the paging files, or to the files that they belong to, so that their frames may be
/// reused.</summary>
/// <remarks>NT's modified page writer: pages that became modified after each other go in one transfer to places that
/// follow each other.</remarks>
internal sealed class ModifiedWriter(
    PhysicalMemory memory,
    PfnDatabase pfn,
    PageLists lists,
    PteFormat format,
    PagingFiles files,
    MemoryCounters counters)
{
    /// <summary>Pages of a transfer: 64 KiB, NT's MmModifiedWriteClusterSize. Unverified for every version.</summary>
    public const int ClusterPageCount = 16;

    private const int PageByteCount = (int)PhysicalMemory.PageByteCount;

    /// <summary>What writes pages of files.</summary>
    public MappedFiles Mapped { get; set; } = null!;

    private readonly byte[] _cluster = new byte[ClusterPageCount * PageByteCount];

    /// <summary>Writes pages, oldest first.</summary>
    /// <param name="count">Pages at most.</param>
    /// <param name="doneAt">When the disk is done with them.</param>
    /// <returns>Pages that were written; fewer where the paging files are full.</returns>
    public uint Write(uint count, out long doneAt)
    {
        doneAt = 0;
        uint written = Mapped.WriteModified(count, ref doneAt);
        while (written < count && lists.Modified.Count != 0)
        {
            uint wished = Math.Min(Math.Min(count - written, lists.Modified.Count), ClusterPageCount);
            PagingFile? file = files.Take(wished, out uint place, out uint taken);
            if (file is null)
            {
                break;
            }

            doneAt = WriteCluster(file, place, (int)taken);
            written += taken;
        }

        return written;
    }

    private long WriteCluster(PagingFile file, uint place, int count)
    {
        for (int index = 0; index < count; index++)
        {
            uint frame = lists.Modified.TakeFirst();
            memory.Contents(frame).CopyTo(_cluster.AsSpan(index * PageByteCount));
            ref PfnEntry entry = ref pfn[frame];
            entry.OriginalPte = format.PagingFile(
                file.Number, place + (uint)index, format.ProtectionOf(entry.OriginalPte));
            entry.IsModified = false;
            entry.Priority = WorkingSet.NormalPriority;
            lists.Standby[WorkingSet.NormalPriority].Append(frame);
        }

        counters.PageWrites++;
        counters.PagesWritten += (ulong)count;
        return file.Write(place, _cluster.AsSpan(0, count * PageByteCount));
    }
}

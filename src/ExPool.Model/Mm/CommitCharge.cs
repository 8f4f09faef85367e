using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>What the machine has promised: pages that must find a place in RAM or in a paging file.</summary>
/// <remarks>Used &lt;= Limit = RAM that programs may use + paging files as they are now. NT's MmTotalCommittedPages and
/// MmTotalCommitLimit.</remarks>
internal sealed class CommitCharge(MemoryCounters counters)
{
    /// <summary>Pages that were promised.</summary>
    public ulong Used { get; set; }

    /// <summary>The most that was ever promised.</summary>
    public ulong Peak { get; set; }

    /// <summary>Pages that may be promised now.</summary>
    public ulong Limit { get; set; }

    /// <summary>What makes the limit higher: grows a paging file by so many pages at least, or answers false.</summary>
    public Func<ulong, bool>? Extend { get; set; }

    /// <summary>Promises pages.</summary>
    /// <returns>False when the limit is reached and no paging file may grow.</returns>
    public bool TryCharge(ulong pageCount)
    {
        if (pageCount > Limit - Math.Min(Used, Limit)
            && !(Extend is not null && Extend(Used + pageCount - Limit) && Used + pageCount <= Limit))
        {
            counters.CommitFailures++;
            return false;
        }

        Used += pageCount;
        Peak = Math.Max(Peak, Used);
        return true;
    }

    /// <summary>Takes a promise back.</summary>
    public void Return(ulong pageCount) => Used -= pageCount;

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Used);
        writer.Write(Peak);
        writer.Write(Limit);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        Used = reader.ReadUInt64();
        Peak = reader.ReadUInt64();
        Limit = reader.ReadUInt64();
    }
}

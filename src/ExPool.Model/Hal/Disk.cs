using ExPool.Model.Ke;

namespace ExPool.Model.Hal;

/// <summary>How long a disk takes: it does one transfer after the other.</summary>
/// <remarks>The latency is that of a disk of the time, 8 ms to the place and 60 MB/s from there; a transfer that
/// begins where the last one ended needs no seek. Unverified numbers of no particular disk: only the order of
/// magnitude is meant.</remarks>
internal sealed class Disk(InterruptClock clock)
{
    /// <summary>100 ns units to a place elsewhere: 8 ms.</summary>
    public const long SeekTime = 80_000;

    /// <summary>100 ns units to transfer a page: 4096 bytes at 60 MB/s.</summary>
    public const long PageTime = 683;

    private ulong _next;

    /// <summary>When the disk is done with all that was asked.</summary>
    public long BusyUntil { get; private set; }

    /// <summary>Transfers.</summary>
    public ulong TransferCount { get; private set; }

    /// <summary>Pages that were transferred.</summary>
    public ulong PageCount { get; private set; }

    /// <summary>Queues a transfer.</summary>
    /// <param name="page">The place on the disk, in pages.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <returns>When it is done.</returns>
    public long Transfer(ulong page, int pageCount)
    {
        long start = clock.Now > BusyUntil ? clock.Now : BusyUntil;
        BusyUntil = start + (page == _next ? 0 : SeekTime) + (PageTime * pageCount);
        _next = page + (ulong)pageCount;
        TransferCount++;
        PageCount += (ulong)pageCount;
        return BusyUntil;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_next);
        writer.Write(BusyUntil);
        writer.Write(TransferCount);
        writer.Write(PageCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        _next = reader.ReadUInt64();
        BusyUntil = (long)reader.ReadUpTo("the time of the disk", InterruptClock.LastMoment);
        TransferCount = reader.ReadUInt64();
        PageCount = reader.ReadUInt64();
    }
}

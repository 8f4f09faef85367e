using System;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Something that works, or is refused for a while: says when it is refused and when it works again, and not
/// each time in between.</summary>
/// <param name="quiet">How long it must not be refused until it counts as working again.</param>
internal sealed class Outage(TimeSpan quiet)
{
    private long _refusedAt;

    /// <summary>How often it worked.</summary>
    public ulong DoneCount { get; private set; }

    /// <summary>How often it was refused.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Why it is refused; success while it works.</summary>
    public NtStatus Status { get; private set; }

    /// <summary>Counts an attempt.</summary>
    /// <returns>Whether it is news: it is refused for another reason than before, or works again.</returns>
    public bool Note(NtStatus status, TimeSpan now)
    {
        if (status == NtStatus.Success)
        {
            DoneCount++;
            if (now.Ticks - _refusedAt < quiet.Ticks)
            {
                return false;
            }
        }
        else
        {
            RefusedCount++;
            _refusedAt = now.Ticks;
        }

        bool isNews = status != Status;
        Status = status;
        return isNews;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(DoneCount);
        writer.Write(RefusedCount);
        writer.Write((uint)Status);
        writer.Write(_refusedAt);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        DoneCount = reader.ReadUInt64();
        RefusedCount = reader.ReadUInt64();
        Status = (NtStatus)reader.ReadUpTo("a status", uint.MaxValue);
        _refusedAt = (long)reader.ReadUpTo("when something was refused", long.MaxValue);
    }
}

using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Something that works, or is refused for a while: says when it is refused and when it works again, and not
/// each time in between.</summary>
internal sealed class Outage
{
    /// <summary>How often it worked.</summary>
    public ulong DoneCount { get; private set; }

    /// <summary>How often it was refused.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Why it was refused the last time; success while it works.</summary>
    public NtStatus Status { get; private set; }

    /// <summary>Counts an attempt.</summary>
    /// <returns>Whether it is news: it is refused for another reason than before, or works again.</returns>
    public bool Note(NtStatus status)
    {
        bool isNews = status != Status;
        Status = status;
        DoneCount += status == NtStatus.Success ? 1u : 0;
        RefusedCount += status == NtStatus.Success ? 0u : 1;
        return isNews;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(DoneCount);
        writer.Write(RefusedCount);
        writer.Write((uint)Status);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        DoneCount = reader.ReadUInt64();
        RefusedCount = reader.ReadUInt64();
        Status = (NtStatus)reader.ReadUpTo("a status", uint.MaxValue);
    }
}

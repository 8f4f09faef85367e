using System;
using System.Linq;
using ExPool.Ke;
using ExPool.Model.Io;
using ExPool.Model.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model.Cc;

/// <summary>Writes dirty pages of the cache to their files: an eighth of them once a second, as NT does
/// (docs/sources.md#system-cache).</summary>
/// <remarks>
/// Each write of up to 16 pages needs an IRP and an MDL. What cannot be written stays dirty and is tried again; after
/// three seconds in a row it is lost, and the event log says so: NT's delayed write failure. Three is unverified.
/// </remarks>
internal sealed class LazyWriter(SystemContext system, IoManager io, EventLog events)
{
    /// <summary>Pages of a write: 64 KB.</summary>
    public const int ClusterPageCount = 16;

    private const uint Share = 8;
    private const uint Patience = 3;

    // The machine has one volume.
    private const string Device = @"\Device\HarddiskVolume1";

    /// <summary>Writes that waited, because too much was dirty.</summary>
    public ulong ThrottledCount { get; private set; }

    /// <summary>Pages that were lost.</summary>
    public ulong LostPageCount { get; private set; }

    /// <summary>Dirty pages above which who writes more has to wait: of RAM an eighth, with LargeSystemCache three
    /// eighths (docs/sources.md#system-cache).</summary>
    public uint Threshold
    {
        get
        {
            uint eighth = Math.Max(1, system.Memory.Memory.FrameCount / Share);
            return HasLargeCache ? 3 * eighth : eighth;
        }
    }

    private MappedFiles Mapped => system.Memory.Mapped;

    private bool HasLargeCache => system.Registry.Get("LargeSystemCache") is not null;

    /// <summary>Does a second's work.</summary>
    public void Run()
    {
        uint dirty = Mapped.DirtyCount;
        uint left = (dirty + Share - 1) / Share;
        foreach (FileSection section in Mapped.Sections.Where(section => section.Dirty.Count != 0).ToList())
        {
            if (left == 0)
            {
                break;
            }

            uint before = (uint)section.Dirty.Count;
            NtStatus status = Write(section, left, out long _);
            left -= Math.Min(left, before - (uint)section.Dirty.Count);
            FileControl file = io.Find(section.File.Number)!;
            file.FailedSeconds = status == NtStatus.Success ? 0 : file.FailedSeconds + 1;
            if (file.FailedSeconds >= Patience)
            {
                file.FailedSeconds = 0;
                Lose(section, status);
            }
        }
    }

    /// <summary>Lets a writer wait while it would make too much dirty.</summary>
    public void Throttle(uint pageCount)
    {
        bool hasWaited = false;
        while (Mapped.DirtyCount != 0 && Mapped.DirtyCount + pageCount > Threshold)
        {
            FileSection section = Mapped.Sections.First(other => other.Dirty.Count != 0);
            uint count = Math.Max(ClusterPageCount, Mapped.DirtyCount / Share);
            NtStatus status = Write(section, count, out long doneAt);
            ThrottledCount += hasWaited ? 0u : 1;
            hasWaited = true;
            if (status != NtStatus.Success)
            {
                // Nothing gets better by waiting: the lazy writer will see to it.
                return;
            }

            system.Memory.Wait(doneAt);
        }
    }

    /// <summary>Writes all that is dirty of a file, and waits for the disk.</summary>
    public NtStatus Flush(FileSection section)
    {
        NtStatus status = Write(section, uint.MaxValue, out long doneAt);
        system.Memory.Wait(doneAt);
        return status;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(ThrottledCount);
        writer.Write(LostPageCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        ThrottledCount = reader.ReadUInt64();
        LostPageCount = reader.ReadUInt64();
    }

    /// <summary>Writes dirty pages of a file, first ones first.</summary>
    /// <returns>Success, InsufficientResources or DeviceDataError; what was not written is dirty still.</returns>
    private NtStatus Write(FileSection section, uint count, out long doneAt)
    {
        doneAt = 0;
        uint written = 0;
        while (written < count && section.Dirty.Count != 0)
        {
            uint[] pages = Cluster(section);
            NtStatus status = WriteCluster(section, pages, ref doneAt);
            if (status != NtStatus.Success)
            {
                return status;
            }

            written += (uint)pages.Length;
        }

        return NtStatus.Success;
    }

    /// <summary>The first dirty page, and those that follow it without a gap.</summary>
    private static uint[] Cluster(FileSection section)
    {
        uint first = section.Dirty.Min;
        return [.. section.Dirty.Take(ClusterPageCount).TakeWhile((page, index) => page == first + (uint)index)];
    }

    private NtStatus WriteCluster(FileSection section, uint[] pages, ref long doneAt)
    {
        if (!io.Lists.TryAddUser())
        {
            return NtStatus.InsufficientResources;
        }

        nuint irp = io.Lists.TakeIrp();
        nuint mdl = irp == 0 ? 0 : io.Lists.TakeMdl(ClusterPageCount);
        NtStatus status = mdl == 0 ? NtStatus.InsufficientResources : NtStatus.Success;
        for (int index = 0; index < pages.Length && status == NtStatus.Success; index++)
        {
            status = Mapped.Flush(section, pages[index], ref doneAt) ? status : NtStatus.DeviceDataError;
        }

        if (mdl != 0)
        {
            io.Lists.GiveMdl(mdl, ClusterPageCount);
        }

        if (irp != 0)
        {
            io.Lists.GiveIrp(irp);
        }

        io.Lists.RemoveUser();
        return status;
    }

    private void Lose(FileSection section, NtStatus status)
    {
        foreach (uint page in section.Dirty.ToArray())
        {
            Mapped.Drop(section, page);
            LostPageCount++;
        }

        events.WriteLostData(Device, section.File.Name, status);
    }
}

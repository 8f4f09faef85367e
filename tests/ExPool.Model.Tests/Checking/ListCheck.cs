using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>Walks every list forward and backward, and the runs of frames that were never used.</summary>
internal sealed class ListCheck(MemoryManager memory, FrameMap frames, Findings findings)
{
    private const uint None = uint.MaxValue;

    public void Run()
    {
        PageLists lists = memory.Lists;
        Walk(lists.Zeroed, "the zeroed list", PageLocation.Zeroed, isPlace: true);
        Walk(lists.Free, "the free list", PageLocation.Free, isPlace: true);
        Walk(lists.Bad, "the bad list", PageLocation.Bad, isPlace: true);
        Walk(lists.Modified, "the modified list", PageLocation.Modified, isPlace: false);
        Walk(lists.ModifiedFiles, "the list of modified pages of files", PageLocation.Modified, isPlace: false);
        Walk(lists.ModifiedNoWrite, "the modified-no-write list", PageLocation.ModifiedNoWrite, isPlace: false);
        uint standby = 0;
        for (uint priority = 0; priority < lists.Standby.Length; priority++)
        {
            FrameList list = lists.Standby[priority];
            standby += Walk(list, $"standby list {priority}", PageLocation.Standby, isPlace: false, priority);
        }

        findings.ExpectEqual(standby, CountAt(PageLocation.Standby), "frames that say they are standby");
        findings.ExpectEqual(
            lists.Modified.Count + lists.ModifiedFiles.Count,
            CountAt(PageLocation.Modified),
            "frames that say they are modified");
        findings.ExpectEqual(
            lists.ModifiedNoWrite.Count, CountAt(PageLocation.ModifiedNoWrite), "frames that say they are held");
        uint working = 0;
        foreach (WorkingSet set in memory.WorkingSets.All)
        {
            working += Walk(set.Frames, "a working set", PageLocation.Active, isPlace: false);
        }

        findings.ExpectEqual(working, CountAt(PageLocation.Active), "active pageable frames");
        uint fresh = CheckFresh(lists);
        findings.ExpectEqual(
            (ulong)fresh + lists.Zeroed.Count + lists.Free.Count + standby, lists.AvailableCount, "available frames");
    }

    /// <summary>Walks a list; frames that belong to no page are in their place there.</summary>
    private uint Walk(FrameList list, string name, PageLocation location, bool isPlace, uint? priority = null)
    {
        uint count = 0;
        uint before = None;
        for (uint frame = list.Head; frame != None && count <= memory.Memory.FrameCount; frame = frames[frame].Next)
        {
            if (!memory.Memory.Contains(frame))
            {
                findings.Expect(false, $"{name} has frame {frame:X}, which does not exist");
                return count;
            }

            RawFrame entry = frames[frame];
            findings.Expect(entry.Location == location, $"{name} has frame {frame:X}, which is {entry.Location}");
            findings.Expect(
                entry.Previous == before, $"{name}: before {frame:X} is {entry.Previous:X}; expected {before:X}");
            findings.Expect(
                priority is null || entry.Priority == priority, $"{name} has a page of {entry.Priority}");
            findings.Expect(
                isPlace ? entry.Use == FrameUse.None : entry.Use == FrameUse.Pageable,
                $"{name} has frame {frame:X} for {entry.Use}");
            if (isPlace)
            {
                frames.Place(frame, name);
            }

            before = frame;
            count++;
        }

        findings.ExpectEqual(before, list.Tail, $"the last frame of {name}");
        findings.ExpectEqual(count, list.Count, $"the count of {name}");
        return count;
    }

    /// <summary>Frames that say they are somewhere, among those that were ever used.</summary>
    private uint CountAt(PageLocation location)
    {
        uint count = 0;
        foreach (FrameRun run in memory.Memory.Runs)
        {
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                RawFrame entry = frames[frame];
                count += entry.Location == location && entry.Use == FrameUse.Pageable ? 1u : 0;
            }
        }

        return count;
    }

    private uint CheckFresh(PageLists lists)
    {
        uint count = 0;
        foreach (FrameRun run in lists.Fresh)
        {
            count += run.Count;
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                frames.Place(frame, "frames that were never used");
                findings.Expect(frames[frame].IsBlank, $"frame {frame:X} was never used, and has an entry");
            }
        }

        findings.ExpectEqual(count, lists.FreshCount, "the count of frames that were never used");
        return count;
    }
}

using System.Linq;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>What was counted is what the tables say.</summary>
internal sealed class CountCheck(MemoryManager memory, ComputerParts parts, PageSums sums, Findings findings)
{
    public void Run()
    {
        CheckCommit();
        CheckResident();
        CheckFaults();
        CheckTransfers();
    }

    private void CheckCommit()
    {
        CommitCharge commit = memory.Commit;
        findings.ExpectEqual(sums.Promised, commit.Used, "pages that were promised");
        ulong charged = (ulong)memory.Spaces.All.Sum(space => (long)(space?.CommitCount ?? 0));
        findings.ExpectEqual(charged, commit.Used, "pages that were promised to address spaces");
        findings.Expect(commit.Used <= commit.Limit, $"{commit.Used} pages promised of {commit.Limit}");
        findings.Expect(commit.Used <= commit.Peak, $"{commit.Used} pages promised, at most {commit.Peak}");
        ulong files = (ulong)memory.Files.Files.Sum(file => file.PageCount == 0 ? 0L : file.PageCount - 1L);
        ulong usable = memory.Memory.FrameCount - memory.Resident.Reserve - (ulong)BadCount() + files;
        findings.ExpectEqual(usable, commit.Limit, "the commit limit");
    }

    private void CheckResident()
    {
        long promised = memory.Spaces.All.Sum(space => (long)(space?.PromisedCount ?? 0));
        long taken = sums.NonPaged + (long)sums.Tables + BadCount() + promised;
        long expected = memory.Memory.FrameCount - (long)memory.Resident.Reserve - taken;
        findings.Expect(
            memory.Resident.Left == expected, $"{memory.Resident.Left} resident pages left; expected {expected}");
    }

    private void CheckFaults()
    {
        MemoryCounters counters = memory.Counters;
        ulong made = counters.DemandZeroFaults + counters.PageFileFaults + counters.FileFaults;
        findings.ExpectEqual(made + counters.TransitionFaults, counters.PageFaults, "page faults");
        findings.ExpectEqual(counters.PageFileFaults + counters.FileFaults, counters.PagesRead, "pages that were read");
        ulong here = (ulong)sums.Active + sums.Transition + sums.FileActive + sums.FileIdle;
        findings.Expect(
            here + counters.PagesRepurposed <= made + memory.Stacks.OutCount,
            $"{here} pageable pages are here and {counters.PagesRepurposed} went; only {made} ever came");
        findings.Expect(
            sums.Transition + sums.FileIdle + counters.TransitionFaults + counters.PagesRepurposed
                <= counters.PagesTrimmed,
            $"{sums.Transition} pages in transition, {counters.TransitionFaults} came back, "
            + $"{counters.PagesRepurposed} were taken; only {counters.PagesTrimmed} were trimmed");
        foreach (WorkingSet set in memory.WorkingSets.All)
        {
            findings.Expect(set.Count <= set.Peak, $"a working set is over its peak");
        }
    }

    private void CheckTransfers()
    {
        MemoryCounters counters = memory.Counters;
        ulong used = (ulong)memory.Files.Files.Sum(file => (long)file.UsedCount);
        findings.Expect(used <= counters.PagesWritten, $"{used} places used, {counters.PagesWritten} pages written");
        findings.Expect(sums.Out <= counters.PagesRepurposed, $"{sums.Out} pages are out");
        findings.Expect(
            counters.PageWrites <= counters.PagesWritten && counters.PagesWritten <= 16 * counters.PageWrites,
            $"{counters.PagesWritten} pages in {counters.PageWrites} writes of up to 16");
        ulong transfers = counters.PageReads + counters.PageWrites + counters.MappedPageWrites
            + parts.Volume.DirectTransferCount;
        findings.ExpectEqual(transfers, parts.Disk.TransferCount, "transfers of the disk");
        ulong pages = counters.PagesRead + counters.PagesWritten + counters.MappedPagesWritten
            + parts.Volume.DirectPageCount;
        findings.ExpectEqual(pages, parts.Disk.PageCount, "pages of the disk");
    }

    /// <summary>Frames that were declared bad, wherever they are now.</summary>
    private long BadCount()
    {
        long count = 0;
        foreach (Hal.FrameRun run in memory.Memory.Runs)
        {
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                count += new RawFrame(in memory.Pfn[frame]).IsBad ? 1 : 0;
            }
        }

        return count;
    }
}

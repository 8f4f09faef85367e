using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Lets the stacks of threads that wait for long go to the paging file, and brings them back.</summary>
/// <remarks>
/// NT's MmOutPageKernelStack and MmInPageKernelStack, the swapper's work (docs/sources.md#memory-threads). A stack is
/// resident while its thread may run: a system entry mapping. While it is out its pages are modified or standby, or in
/// a paging file; one that cannot be read stops the machine with 0x77.
/// </remarks>
internal sealed unsafe class KernelStacks(MemoryManager memory)
{
    /// <summary>Pages of stacks that went out since boot.</summary>
    public ulong OutCount { get; set; }

    /// <summary>Lets a stack go that nobody runs on.</summary>
    /// <param name="address">What <see cref="SystemPtes.Commit"/> gave frames.</param>
    /// <param name="pageCount">Its pages.</param>
    public void SwapOut(nuint address, nuint pageCount)
    {
        for (nuint index = 0; index < pageCount; index++)
        {
            nuint page = address + (index << PhysicalMemory.PageShift);
            byte* pte = memory.Tables.Find(page);
            uint frame = (uint)memory.Tables.Format.FrameOf(memory.Tables.Read(pte));
            ref PfnEntry entry = ref memory.Pfn[frame];
            if (entry.ReferenceCount > 1)
            {
                // A transfer goes on into it.
                continue;
            }

            memory.Tables.Write(pte, memory.Tables.Format.Transition(frame, PteProtection.ReadWrite));
            memory.Processors.Flush(page >> PhysicalMemory.PageShift);
            entry.Use = FrameUse.Pageable;
            entry.ReferenceCount = 0;
            entry.IsModified = true;
            entry.OriginalPte = memory.Tables.Format.DemandZero(PteProtection.ReadWrite);
            memory.Lists.Modified.Append(frame);
            memory.Resident.Return(1);
            memory.Counters.PagesTrimmed++;
            OutCount++;
        }
    }

    /// <summary>Brings a stack back, so that its thread may run.</summary>
    /// <returns>False when there is no memory that may stay; then the rest of it is still out.</returns>
    public bool TrySwapIn(nuint address, nuint pageCount)
    {
        for (nuint index = 0; index < pageCount; index++)
        {
            nuint page = address + (index << PhysicalMemory.PageShift);
            byte* pte = memory.Tables.Find(page);
            if (IsResident(pte))
            {
                continue;
            }

            if (!memory.Resident.TryTake(1))
            {
                return false;
            }

            // Given back while the page may fail to come.
            memory.Resident.Return(1);
            memory.Faults.Resolve(page, isWrite: true);
            memory.Resident.Take(1);
            Keep(pte);
        }

        return true;
    }

    private bool IsResident(byte* pte)
    {
        ulong entry = memory.Tables.Read(pte);
        return PteFormat.IsValid(entry)
            && memory.Pfn[(uint)memory.Tables.Format.FrameOf(entry)].Use == FrameUse.NonPaged;
    }

    private void Keep(byte* pte)
    {
        uint frame = (uint)memory.Tables.Format.FrameOf(memory.Tables.Read(pte));
        ref PfnEntry entry = ref memory.Pfn[frame];
        memory.WorkingSet.Remove(frame);
        memory.Files.ReleaseIfAny(memory.Tables.Format, entry.OriginalPte);
        entry.OriginalPte = 0;
        entry.Use = FrameUse.NonPaged;
    }
}

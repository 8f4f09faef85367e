using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>Frames that a process holds by number, and maps into its addresses when it wants: more RAM than it has
/// addresses.</summary>
/// <remarks>NT's AWE: AllocateUserPhysicalPages, MapUserPhysicalPages. A list through the frames' entries. Each frame
/// is resident and promised, and mapped at one address or none: then its page is 0, which no user page is.</remarks>
internal sealed unsafe class PhysicalPages(
    PfnDatabase pfn, FrameSource frames, PageTables tables, SpaceCharge charge, ProcessorSet processors)
{
    private const PteFlags Mapped = PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty | PteFlags.NoExecute;

    /// <summary>The frames.</summary>
    public FrameList Frames { get; } = new(pfn, PageLocation.Active);

    /// <summary>Takes frames of zeros.</summary>
    /// <param name="numbers">Receives their numbers.</param>
    /// <returns>How many there were: fewer where memory is short.</returns>
    public int Take(Span<uint> numbers)
    {
        int count = 0;
        while (count < numbers.Length && TakeOne() is uint frame and not PfnDatabase.None)
        {
            Frames.Append(frame);
            numbers[count++] = frame;
        }

        return count;
    }

    /// <summary>Gives frames back, out of their addresses first.</summary>
    /// <returns>Frames that were given back: those before the first that is not held.</returns>
    public int Free(ReadOnlySpan<uint> numbers)
    {
        int count = 0;
        while (count < numbers.Length && IsHeld(numbers[count]))
        {
            FreeOne(numbers[count++]);
        }

        return count;
    }

    /// <summary>Gives all frames back.</summary>
    public void FreeAll()
    {
        while (Frames.Head != PfnDatabase.None)
        {
            FreeOne(Frames.Head);
        }
    }

    /// <summary>Maps frames at pages that follow each other, which lose those that they had.</summary>
    /// <param name="address">The first page of a window for this.</param>
    /// <param name="numbers">Frames that are held, each once, and mapped at no other page.</param>
    public NtStatus Map(nuint address, ReadOnlySpan<uint> numbers)
    {
        nuint first = address >> PhysicalMemory.PageShift;
        HashSet<uint> seen = [];
        foreach (uint frame in numbers)
        {
            bool isFree = IsHeld(frame)
                && (pfn[frame].Page == 0 || unchecked(pfn[frame].Page - first) < (ulong)numbers.Length)
                && seen.Add(frame);
            if (!isFree)
            {
                return NtStatus.InvalidParameter;
            }
        }

        for (int index = 0; index < numbers.Length; index++)
        {
            if (tables.Require(AddressAt(address, index)) is null)
            {
                tables.Prune(address, (nuint)numbers.Length);
                return NtStatus.InsufficientResources;
            }
        }

        Unmap(address, (nuint)numbers.Length);
        for (int index = 0; index < numbers.Length; index++)
        {
            nuint page = AddressAt(address, index);
            pfn[numbers[index]].Page = page >> PhysicalMemory.PageShift;
            tables.Write(
                tables.Find(page), tables.Format.Valid(numbers[index], Mapped | tables.ReachOf(page)));
        }

        return NtStatus.Success;
    }

    /// <summary>Takes the frames of pages away; they stay held.</summary>
    public void Unmap(nuint address, nuint pageCount)
    {
        for (nuint index = 0; index < pageCount;)
        {
            nuint page = address + (index << PhysicalMemory.PageShift);
            nuint missing = tables.CountWithoutTable(page);
            if (missing == 0)
            {
                UnmapOne(page);
            }

            index += nuint.Max(missing, 1);
        }
    }

    /// <summary>Writes where the list begins.</summary>
    public void Save(StateWriter writer) => Frames.Save(writer);

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader) => Frames.Load(reader);

    /// <summary>Whether a frame is one of these.</summary>
    public bool IsHeld(uint frame) =>
        pfn.Memory.Contains(frame)
        && pfn.SpaceOf(frame) == tables.Space
        && pfn[frame] is { Location: PageLocation.Active, Use: FrameUse.NonPaged } entry
        && entry.Page << PhysicalMemory.PageShift < tables.UserEnd;

    /// <summary>Whether nothing but frames of these is at pages.</summary>
    public bool IsWindow(nuint first, nuint last)
    {
        for (nuint page = first; page <= last;)
        {
            nuint address = page << PhysicalMemory.PageShift;
            nuint missing = tables.CountWithoutTable(address);
            ulong entry = missing == 0 ? tables.Read(tables.Find(address)) : 0;
            if (entry != 0 && !(PteFormat.IsValid(entry) && IsHeld((uint)tables.Format.FrameOf(entry))))
            {
                return false;
            }

            page += nuint.Max(missing, 1);
        }

        return true;
    }

    private static nuint AddressAt(nuint address, int index) =>
        address + ((nuint)index << PhysicalMemory.PageShift);

    private uint TakeOne()
    {
        if (charge.TakeResident(1) != NtStatus.Success)
        {
            return PfnDatabase.None;
        }

        uint frame = frames.Take(FrameUse.NonPaged, page: 0, mustBeZero: true, tables.Space);
        if (frame == PfnDatabase.None)
        {
            charge.ReturnResident(1);
        }

        return frame;
    }

    private void FreeOne(uint frame)
    {
        if (pfn[frame].Page != 0)
        {
            UnmapOne((nuint)pfn[frame].Page << PhysicalMemory.PageShift);
        }

        Frames.Remove(frame);
        frames.Release(frame);
        charge.ReturnResident(1);
    }

    private void UnmapOne(nuint page)
    {
        byte* pte = tables.Find(page);
        ulong entry = tables.Read(pte);
        if (PteFormat.IsValid(entry))
        {
            tables.Write(pte, 0);
            processors.Flush(page >> PhysicalMemory.PageShift);
            pfn[(uint)tables.Format.FrameOf(entry)].Page = 0;
        }
    }
}

namespace ExPool.Model.Mm;

/// <summary>Pages that may not be written yet, because something else must be on the disk before: a log, as a
/// rule.</summary>
/// <remarks>A held page is dirty, so it stays in RAM; when it is trimmed it goes to NT's list of modified pages that
/// are not written (docs/sources.md#page-states).</remarks>
internal sealed unsafe class HeldPages(MemoryManager memory)
{
    /// <summary>Holds a pageable page, which is brought in and made dirty, as a write to it does.</summary>
    /// <param name="address">An address in the page.</param>
    public void Hold(nuint address)
    {
        memory.Faults.Resolve(address, isWrite: true);
        memory.Pfn[FrameOf(address)].IsHeld = true;
    }

    /// <summary>Lets a page be written that was held, and not freed since.</summary>
    public void Allow(nuint address)
    {
        uint frame = FrameOf(address);
        ref PfnEntry entry = ref memory.Pfn[frame];
        entry.IsHeld = false;
        if (entry.Location == PageLocation.ModifiedNoWrite)
        {
            memory.Lists.ModifiedNoWrite.Remove(frame);
            memory.Lists.Modified.Append(frame);
        }
    }

    private uint FrameOf(nuint address) =>
        (uint)memory.Tables.Format.FrameOf(memory.Tables.Read(memory.Tables.Find(address)));
}

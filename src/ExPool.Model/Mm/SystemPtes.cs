using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Addresses for whatever has to be mapped for a while: kernel stacks, buffers, registers of
/// devices.</summary>
/// <remarks>NT's system PTEs. Free + given out = all. When they run out, drivers are refused, and those who said that
/// they must have them stop the machine with 0x3F.</remarks>
internal sealed class SystemPtes(MemoryManager memory)
{
    /// <summary>The region.</summary>
    public SystemRange Range => memory.Space[SystemVaType.SystemPtes];

    /// <summary>Takes entries that follow each other.</summary>
    /// <param name="pageCount">How many, from 1.</param>
    /// <param name="mustSucceed">Whether the machine stops when there are none.</param>
    /// <returns>The first address; 0 when there are none.</returns>
    public nuint Reserve(nuint pageCount, bool mustSucceed)
    {
        nuint address = Range.Take(pageCount);
        if (address == 0 && mustSucceed)
        {
            memory.Stop.Raise(BugCheckCode.NoMoreSystemPtes, 0, pageCount, Range.FreeCount, Range.Pages.Length);
        }

        return address;
    }

    /// <summary>Gives entries frames of their own, as a kernel stack has.</summary>
    public NtStatus Commit(nuint address, nuint pageCount) => memory.Virtual.CommitNonPaged(address, pageCount);

    /// <summary>Maps an active frame that belongs to somebody else, as a buffer of a transfer does. It stays where it
    /// is until <see cref="Unmap"/>: its page is not trimmed, and when that is freed the frame is not.</summary>
    /// <returns>False when there is no frame for a page table.</returns>
    public unsafe bool Map(nuint address, uint frame)
    {
        // First of all, so that the frame stays where it is while one for a table is looked for.
        memory.Pfn[frame].ReferenceCount++;
        byte* pte = memory.Tables.Require(address);
        if (pte is null)
        {
            memory.Frames.Unreference(frame);
            return false;
        }

        memory.Tables.Write(pte, memory.Tables.Format.Valid(
            frame, PteFlags.Writable | PteFlags.Accessed | PteFlags.Dirty | PteFlags.Global | PteFlags.NoExecute));
        return true;
    }

    /// <summary>Undoes <see cref="Map"/>; the frame stays its owner's.</summary>
    public unsafe void Unmap(nuint address)
    {
        byte* pte = memory.Tables.Find(address);
        ulong entry = memory.Tables.Read(pte);
        memory.Tables.Write(pte, 0);
        memory.Processors.Flush(address >> PhysicalMemory.PageShift);
        memory.Frames.Unreference((uint)memory.Tables.Format.FrameOf(entry));
    }

    /// <summary>Takes entries back, and the frames that <see cref="Commit"/> gave them.</summary>
    public void Release(nuint address, nuint pageCount)
    {
        memory.Virtual.Release(address, pageCount);
        Range.Return(address, pageCount);
    }
}

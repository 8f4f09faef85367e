using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Io;

/// <summary>Transfers between the disk and buffers that pass no cache: the buffer is locked, described by an MDL, and
/// mapped into system entries while the disk works.</summary>
/// <remarks>NT's MmProbeAndLockPages and MmMapLockedPagesSpecifyCache. All of a buffer is mapped, or nothing.</remarks>
internal sealed unsafe class DirectTransfers(SystemContext system, RequestLists lists)
{
    private const nuint OffsetMask = PhysicalMemory.PageByteCount - 1;

    /// <summary>Reads or writes pages of a file.</summary>
    /// <returns>Success, InvalidParameter, DeviceDataError or InsufficientResources: then nothing is taken.</returns>
    public NtStatus Run(DiskFile file, ulong offset, nuint buffer, uint byteCount, bool isWrite)
    {
        if (((offset | byteCount) & OffsetMask) != 0)
        {
            return NtStatus.InvalidParameter;
        }

        uint pageCount = PagesOf(buffer, byteCount);
        nuint mdl = lists.TakeMdl(pageCount);
        if (mdl == 0)
        {
            return NtStatus.InsufficientResources;
        }

        nuint mapped = TryMap(buffer, pageCount, mdl, mustWrite: !isWrite);
        NtStatus status = NtStatus.InsufficientResources;
        if (mapped != 0)
        {
            status = Transfer(file, offset, mapped + (buffer & OffsetMask), byteCount, isWrite);
            Unmap(mapped, pageCount);
        }

        lists.GiveMdl(mdl, pageCount);
        return status;
    }

    /// <summary>Maps a buffer into system entries; its pages stay where they are until <see cref="Unmap"/>.</summary>
    /// <param name="buffer">Where it begins.</param>
    /// <param name="pageCount">Its pages.</param>
    /// <param name="mdl">A block for the numbers of its frames.</param>
    /// <param name="mustWrite">Whether it will be written.</param>
    /// <returns>The first address; 0 when there are no entries, or no frame for a page table.</returns>
    public nuint TryMap(nuint buffer, uint pageCount, nuint mdl, bool mustWrite)
    {
        MemoryManager memory = system.Memory;
        nuint mapped = memory.SystemPtes.Reserve(pageCount, mustSucceed: false);
        if (mapped == 0)
        {
            return 0;
        }

        for (uint index = 0; index < pageCount; index++)
        {
            nuint distance = (nuint)index << PhysicalMemory.PageShift;
            nuint page = (buffer & ~OffsetMask) + distance;
            memory.Faults.Resolve(page, mustWrite);
            uint frame = (uint)memory.Tables.Format.FrameOf(memory.Tables.Read(memory.Tables.Find(page)));
            if (!memory.SystemPtes.Map(mapped + distance, frame))
            {
                Release(mapped, index, pageCount);
                return 0;
            }

            system.Kernel.SetPointer(mdl, (uint)lists.FrameOffset(index), frame);
        }

        return mapped;
    }

    /// <summary>Undoes <see cref="TryMap"/>.</summary>
    public void Unmap(nuint mapped, uint pageCount) => Release(mapped, pageCount, pageCount);

    /// <summary>Pages that a buffer touches.</summary>
    public static uint PagesOf(nuint buffer, uint byteCount) =>
        (uint)(((buffer & OffsetMask) + byteCount + OffsetMask) >> PhysicalMemory.PageShift);

    private NtStatus Transfer(DiskFile file, ulong offset, nuint address, uint byteCount, bool isWrite)
    {
        uint page = (uint)(offset >> PhysicalMemory.PageShift);
        byte[] bytes = new byte[byteCount];
        if (isWrite)
        {
            system.Kernel.ReadBytes(address, bytes);
        }

        if ((isWrite ? file.Write(page, bytes) : file.Read(page, bytes)) is not long moment)
        {
            return NtStatus.DeviceDataError;
        }

        system.Memory.Volume.CountDirect((int)(byteCount >> PhysicalMemory.PageShift));
        system.Memory.Wait(moment);
        if (!isWrite)
        {
            system.Kernel.WriteBytes(address, bytes);
        }

        return NtStatus.Success;
    }

    private void Release(nuint mapped, uint doneCount, uint pageCount)
    {
        SystemPtes entries = system.Memory.SystemPtes;
        for (uint index = 0; index < doneCount; index++)
        {
            entries.Unmap(mapped + ((nuint)index << PhysicalMemory.PageShift));
        }

        entries.Release(mapped, pageCount);
    }
}

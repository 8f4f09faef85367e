using System;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Cm;

/// <summary>Where the data of hives lies: until Windows 2000 in paged pool, since XP in views of the system cache,
/// outside of it (docs/sources.md#registry).</summary>
/// <remarks>A view's pages are pageable, and promised as all memory of the model that can be paged out is.</remarks>
internal sealed class HiveMemory(SystemContext system)
{
    /// <summary>The tag of what lies in pool.</summary>
    public static PoolTag Tag { get; } = "CM  ";

    private static readonly Version s_firstWithViews = new(5, 1);

    /// <summary>Whether hives lie in paged pool.</summary>
    public bool IsPool { get; } = system.Release < s_firstWithViews;

    /// <summary>Takes whole pages.</summary>
    public NtStatus Take(uint byteCount, out nuint address)
    {
        if (IsPool)
        {
            address = system.Kernel.Allocate(PoolFlags.Paged | PoolFlags.Uninitialized, byteCount, Tag);
            return address != 0 ? NtStatus.Success : NtStatus.InsufficientResources;
        }

        SystemRange views = Views;
        nuint pageCount = byteCount >> PhysicalMemory.PageShift;
        address = views.Take(pageCount);
        if (address == 0)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = system.Memory.Virtual.CommitPageable(address, pageCount);
        if (status != NtStatus.Success)
        {
            GiveBack(address, pageCount);
            address = 0;
        }

        return status;
    }

    /// <summary>Gives pages back.</summary>
    public void Return(nuint address, uint byteCount)
    {
        if (IsPool)
        {
            system.Kernel.Free(address, Tag);
        }
        else
        {
            GiveBack(address, byteCount >> PhysicalMemory.PageShift);
        }
    }

    // Where addresses are handed out by the unit, as on x86 since Vista, the model gives the cache none of its own.
    private SystemRange Views =>
        system.Memory.Space.TryGet(SystemVaType.SystemCache) ?? system.Memory.Space[SystemVaType.SystemPtes];

    private void GiveBack(nuint address, nuint pageCount)
    {
        system.Memory.Virtual.Release(address, pageCount);
        Views.Return(address, pageCount);
    }
}

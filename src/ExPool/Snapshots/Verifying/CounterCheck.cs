using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots.Verifying;

/// <summary>Checks what descriptors and tags count against a recount of the pages.</summary>
internal sealed class CounterCheck(TableReader tables, PoolArea area)
{
    private DescriptorLayout Layout => tables.Layout.Descriptor;

    /// <summary>Checks what a descriptor says about itself and its small blocks.</summary>
    /// <param name="descriptor">The descriptor with what its pages hold.</param>
    /// <param name="isLive">A page may be on its way to or from the descriptor.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void Run(DescriptorState descriptor, bool isLive, FindingList findings)
    {
        Expect(descriptor, "PoolType", descriptor.Half(Layout.PoolType), (uint)area.Kind, findings);
        Expect(descriptor, "PoolIndex", descriptor.Half(Layout.PoolIndex), descriptor.Index, findings);
        ulong totalPages = descriptor.Word(Layout.TotalPages);
        if (descriptor.DamagedPageCount > 0 || (isLive && totalPages < descriptor.PageCount))
        {
            return; // A recount that misses blocks says nothing.
        }

        Expect(descriptor, "TotalPages", totalPages, descriptor.PageCount, findings);
        Expect(descriptor, "TotalBytes", descriptor.Word(Layout.TotalBytes), descriptor.BlockBytes, findings);
        ulong living = unchecked(descriptor.Word(Layout.RunningAllocs) - descriptor.Word(Layout.RunningDeAllocs));
        Expect(descriptor, "RunningAllocs - RunningDeAllocs", living, descriptor.BlockCount, findings);
    }

    /// <summary>Checks the count of pages of large blocks, which descriptor 0 keeps.</summary>
    /// <param name="first">Descriptor 0.</param>
    /// <param name="pageCount">Pages of large blocks that the states show.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void RunBig(DescriptorState first, ulong pageCount, FindingList findings) =>
        Expect(first, "TotalBigPages", first.Word(Layout.TotalBigPages), pageCount, findings);

    /// <summary>Checks that the tags' bytes in use, and those in look-aside lists, are those of the blocks.</summary>
    /// <param name="counters">What the tags count.</param>
    /// <param name="keptByteCount">Bytes of the blocks in look-aside lists.</param>
    /// <param name="byteCount">Bytes of the blocks, small and large.</param>
    /// <param name="findings">Where to tell what is wrong.</param>
    public void RunTags(PoolSnapshot counters, ulong keptByteCount, ulong byteCount, FindingList findings)
    {
        ulong charged = counters[area.Kind].ChargedBytes ?? 0;
        if (charged != unchecked(byteCount - keptByteCount))
        {
            findings.Add(
                FindingKind.Counter, area.RecordAddress, default,
                $"The tags count {charged} bytes in use in {area.Kind} pool, its look-aside lists hold "
                + $"{keptByteCount}; its blocks have {byteCount}.");
        }
    }

    private void Expect(DescriptorState descriptor, string name, ulong value, ulong expected, FindingList findings)
    {
        if (value != expected)
        {
            findings.Add(
                FindingKind.Counter, descriptor.Address, default,
                $"Descriptor {descriptor.Index} of {area.Kind} pool at 0x{descriptor.Address:X} has {name} {value}; "
                + $"expected {expected}.");
        }
    }
}

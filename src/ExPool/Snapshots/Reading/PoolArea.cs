using System;
using System.Buffers.Binary;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>One pool's record as it was read: where its pages lie and how many there are.</summary>
internal sealed record PoolArea
{
    private const ulong PageByteCount = 0x1000;

    public required PoolKind Kind { get; init; }

    /// <summary>The address of the record itself.</summary>
    public required ulong RecordAddress { get; init; }

    public required ulong Address { get; init; }

    public required ulong MaximumPageCount { get; init; }

    public required ulong CommittedPageCount { get; init; }

    /// <summary>Pages of the addresses that it shares with the other pool; its maximum when it shares none.</summary>
    public required ulong SpanPageCount { get; init; }

    /// <summary>Of the pages it has grown to, those that are not its own.</summary>
    public required ulong ForeignPageCount { get; init; }

    public required ulong PagesInUse { get; init; }

    public required ulong PeakPagesInUse { get; init; }

    public required ulong Failures { get; init; }

    public required ulong LockedByteCount { get; init; }

    public required ulong StatesAddress { get; init; }

    public required ulong RunsAddress { get; init; }

    public required ulong DescriptorsAddress { get; init; }

    public required uint DescriptorCount { get; init; }

    /// <summary>The array of shared look-aside lists; 0 where there are none.</summary>
    public required ulong SharedListsAddress { get; init; }

    public required ulong ReturnedPageCount { get; init; }

    public required uint CachedPageCount { get; init; }

    public required ulong LockWaits { get; init; }

    /// <summary>The first address after the pages that the pool has grown to.</summary>
    public ulong CommittedEnd => Address + (CommittedPageCount * PageByteCount);

    /// <summary>Whether an address lies in the pages that the pool has grown to.</summary>
    /// <param name="address">Any address.</param>
    public bool Contains(ulong address) => address >= Address && address < CommittedEnd;

    /// <summary>The number of the page that an address of this pool lies in.</summary>
    /// <param name="address">An address for which <see cref="Contains"/> holds.</param>
    public ulong PageOf(ulong address) => (address - Address) / PageByteCount;

    /// <summary>The first address of a page.</summary>
    /// <param name="page">Its number.</param>
    public ulong AddressOf(ulong page) => Address + (page * PageByteCount);

    /// <summary>Reads a record and checks that its numbers can be those of a pool.</summary>
    /// <param name="bytes">The record.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="kind">Which pool it must be.</param>
    /// <param name="address">Its address.</param>
    public static PoolArea Parse(ReadOnlySpan<byte> bytes, PoolRecordLayout layout, PoolKind kind, ulong address)
    {
        uint found = BinaryPrimitives.ReadUInt32LittleEndian(bytes[layout.Kind..]);
        if (found != (uint)kind)
        {
            throw new SnapshotFormatException(
                $"The pool record at 0x{address:X} is of kind {found}; expected {(uint)kind} ({kind}).", address);
        }

        ulong maximum = Word(bytes, layout.MaximumPageCount);
        uint span = BinaryPrimitives.ReadUInt32LittleEndian(bytes[layout.SpanPageCount..]);
        PoolArea area = new()
        {
            Kind = kind,
            RecordAddress = address,
            Address = Word(bytes, layout.Address),
            MaximumPageCount = maximum,
            CommittedPageCount = Word(bytes, layout.CommittedPageCount),
            SpanPageCount = span != 0 ? span : maximum,
            ForeignPageCount = BinaryPrimitives.ReadUInt32LittleEndian(bytes[layout.ForeignPageCount..]),
            PagesInUse = Word(bytes, layout.PagesInUse),
            PeakPagesInUse = Word(bytes, layout.PeakPagesInUse),
            Failures = Word(bytes, layout.Failures),
            LockedByteCount = Word(bytes, layout.LockedByteCount),
            StatesAddress = Word(bytes, layout.StatesAddress),
            RunsAddress = Word(bytes, layout.RunsAddress),
            DescriptorsAddress = Word(bytes, layout.DescriptorsAddress),
            DescriptorCount = BinaryPrimitives.ReadUInt32LittleEndian(bytes[layout.DescriptorCount..]),
            SharedListsAddress = Word(bytes, layout.SharedListsAddress),
            ReturnedPageCount = Word(bytes, layout.ReturnedPageCount),
            CachedPageCount = BinaryPrimitives.ReadUInt32LittleEndian(bytes[layout.CachedPageCount..]),
            LockWaits = Word(bytes, layout.LockWaits),
        };
        area.Check(layout.CachedPageMaximum);
        return area;
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private void Check(uint cachedPageMaximum)
    {
        Require(
            MaximumPageCount <= SnapshotLimits.PoolPageCount, "MaximumPageCount", MaximumPageCount,
            $"at most {SnapshotLimits.PoolPageCount}");
        Require(
            CommittedPageCount <= SpanPageCount, "CommittedPageCount", CommittedPageCount,
            $"at most the pool's maximum of {SpanPageCount}");
        Require(
            ForeignPageCount <= CommittedPageCount, "ForeignPageCount", ForeignPageCount,
            $"at most the {CommittedPageCount} pages that the pool has grown to");
        Require(Address % PageByteCount == 0, "Address", Address, "a multiple of 4096");
        Require(
            Address <= ulong.MaxValue - (SpanPageCount * PageByteCount), "Address", Address,
            $"room for {SpanPageCount} pages above it");
        Require(
            PagesInUse <= MaximumPageCount, "PagesInUse", PagesInUse,
            $"at most the pool's maximum of {MaximumPageCount}");
        Require(
            PeakPagesInUse <= MaximumPageCount, "PeakPagesInUse", PeakPagesInUse,
            $"at most the pool's maximum of {MaximumPageCount}");
        Require(
            DescriptorCount is >= 1 and <= SnapshotLimits.DescriptorCount, "DescriptorCount", DescriptorCount,
            $"1..{SnapshotLimits.DescriptorCount}");
        Require(
            ReturnedPageCount <= MaximumPageCount, "ReturnedPageCount", ReturnedPageCount,
            $"at most the pool's maximum of {MaximumPageCount}");
        Require(
            CachedPageCount <= cachedPageMaximum, "CachedPageCount", CachedPageCount, $"at most {cachedPageMaximum}");
    }

    private void Require(bool holds, string field, ulong value, string expected)
    {
        if (!holds)
        {
            throw new SnapshotFormatException(
                $"The {Kind} pool record at 0x{RecordAddress:X} has {field} {value} (0x{value:X}); "
                + $"expected {expected}.",
                RecordAddress);
        }
    }
}

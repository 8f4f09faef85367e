using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads the look-aside lists that programs made.</summary>
/// <remarks>
/// Their records are linked and never unlinked, so the links are followed as often as the root block counts. A record
/// is read twice: the misses of the first look are never more than the totals of the second.
/// </remarks>
internal sealed class GeneralLookasideReader(TableReader tables)
{
    private readonly GeneralLookasideLayout _layout = tables.Layout.GeneralLookaside;

    /// <summary>A row for each list.</summary>
    /// <param name="root">The root block.</param>
    public ImmutableArray<LookasideUsage> Read(PoolRoot root)
    {
        ImmutableArray<LookasideUsage>.Builder rows = ImmutableArray.CreateBuilder<LookasideUsage>();
        Span<byte> first = stackalloc byte[_layout.ByteCount];
        Span<byte> second = stackalloc byte[_layout.ByteCount];
        ulong entry = root.LookasideLists;
        for (uint index = 0; index < root.LookasideCount; index++)
        {
            ulong address = unchecked(entry - (ulong)_layout.ListEntry);
            tables.RequireTable(address, (ulong)_layout.ByteCount, "look-aside list");
            tables.Read(address, first, "look-aside list");
            tables.Read(address, second, "look-aside list");
            if (Half(first, _layout.State) == _layout.StateInUse && Half(second, _layout.State) == _layout.StateInUse)
            {
                rows.Add(Build(first, second));
            }

            entry = tables.Layout.ReadLink(second[_layout.ListEntry..]);
        }

        return rows.DrainToImmutable();
    }

    private LookasideUsage Build(ReadOnlySpan<byte> misses, ReadOnlySpan<byte> totals) => new()
    {
        Tag = new PoolTag(Half(totals, _layout.Tag)),
        Kind = (PoolKind)(Half(totals, _layout.Type) & 1),
        BlockByteCount = Half(totals, _layout.Size),
        Depth = BinaryPrimitives.ReadUInt16LittleEndian(totals[(_layout.ListHead + _layout.ListHeadDepth)..]),
        SharedDepth = 0,
        Limit = BinaryPrimitives.ReadUInt16LittleEndian(totals[_layout.Depth..]),
        MaximumDepth = BinaryPrimitives.ReadUInt16LittleEndian(totals[_layout.MaximumDepth..]),
        ProcessorCount = null,
        TotalAllocates = Half(totals, _layout.TotalAllocates),
        AllocateMisses = Half(misses, _layout.AllocateMisses),
        TotalFrees = Half(totals, _layout.TotalFrees),
        FreeMisses = Half(misses, _layout.FreeMisses),
    };

    private static uint Half(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}

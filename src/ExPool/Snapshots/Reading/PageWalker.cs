using System;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Walks the headers of one page of small blocks.</summary>
/// <remarks>
/// Sum of Units = UnitsPerPage; block.Next.PreviousUnits = block.Units. Stops at the first header that breaks this.
/// </remarks>
internal static class PageWalker
{
    /// <summary>Lists the headers of a page.</summary>
    /// <param name="page">Its bytes.</param>
    /// <param name="layout">The layout of a header.</param>
    /// <param name="headers">Cleared, then filled with the headers up to the end or the damage.</param>
    /// <returns>What is damaged; <see langword="null"/> when nothing is.</returns>
    public static HeaderDamage? Walk(ReadOnlySpan<byte> page, BlockLayout layout, List<BlockHeader> headers)
    {
        headers.Clear();
        int previous = 0;
        PoolTag tag = default;
        for (int unit = 0; unit < layout.UnitsPerPage;)
        {
            int offset = layout.FirstBlockByteOffset + (unit * layout.UnitByteCount);
            BlockHeader header = BlockHeader.Read(page, offset, layout);
            PoolTag owner = headers.Count == 0 ? header.Tag : tag;
            if (Check(header, previous, layout.UnitsPerPage - unit) is (ulong kind, string text))
            {
                return new HeaderDamage(kind, offset, owner, text);
            }

            headers.Add(header);
            previous = header.Units;
            tag = header.Tag;
            unit += header.Units;
        }

        return null;
    }

    private static (ulong Kind, string Text)? Check(in BlockHeader header, int previous, int unitsLeft)
    {
        // A size is looked at before the link back: it is what the rest of the walk depends on.
        if (header.Units == 0)
        {
            return (FindingKind.SizeZero, $"block size 0; expected 1..{unitsLeft} units");
        }

        if (header.Units > unitsLeft)
        {
            return (
                FindingKind.SizeTooLarge,
                $"block size {header.Units} units reaches past the page; expected 1..{unitsLeft}");
        }

        return header.PreviousUnits == previous
            ? null
            : (
                FindingKind.Neighbours,
                $"previous size {header.PreviousUnits} units; the block before it has {previous}");
    }
}

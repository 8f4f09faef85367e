using System.Collections.Generic;
using System.Numerics;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>Nothing was promised where no addresses were given out.</summary>
internal static class SpaceCheck
{
    public static void Run(
        SystemSpace space, IReadOnlyList<(nuint Address, uint PageCount)> images, TableWalk walk, EntryBits bits,
        Findings findings)
    {
        foreach (SystemRange range in space.Ranges)
        {
            ulong set = 0;
            foreach (ulong word in range.Pages.Words)
            {
                set += (ulong)BitOperations.PopCount(word);
            }

            ulong after = ((ulong)range.Pages.Words.Length * 64) - range.Pages.Length;
            findings.ExpectEqual(set - after, range.UsedCount, $"pages given out of {range.Type}");
            findings.Expect(range.UsedCount <= range.PeakCount, $"{range.Type} is over its peak");
        }

        foreach (TableWalk.Leaf leaf in walk.Leaves.Values)
        {
            SystemRange? range = space.Find((nuint)leaf.Address);
            bool isGiven = range is not null && range.Pages[(leaf.Address - range.Start) >> 12];
            findings.Expect(
                isGiven || IsImage(images, leaf, bits), $"{leaf.Address:X} was not given out, and has {leaf.Entry:X}");
        }
    }

    /// <summary>A process has pages at user addresses, and one for its working set list; a session those that it
    /// gave out.</summary>
    public static void RunOther(AddressSpaces spaces, AddressSpace space, TableWalk walk, Findings findings)
    {
        foreach (TableWalk.Leaf leaf in walk.Leaves.Values)
        {
            bool isRight = space.Kind switch
            {
                AddressSpaceKind.Process =>
                    leaf.Address < spaces.UserEnd || leaf.Address == space.Tables.Hyperspace,
                AddressSpaceKind.Session =>
                    space.Range!.Contains((nuint)leaf.Address)
                    && space.Range.Pages[(leaf.Address - space.Range.Start) >> 12],
                _ => true,
            };
            findings.Expect(isRight, $"space {space.Number} has {leaf.Entry:X} at {leaf.Address:X}, not given out");
        }
    }

    private static bool IsImage(
        IReadOnlyList<(nuint Address, uint PageCount)> images, TableWalk.Leaf leaf, EntryBits bits)
    {
        ulong large = 1UL << bits.IndexBitCount;
        foreach ((nuint address, uint pageCount) in images)
        {
            ulong count = leaf.PageCount > 1 ? (pageCount + large - 1) / large * large : pageCount;
            if (leaf.Address >= address && leaf.Address < address + (count << 12))
            {
                return true;
            }
        }

        return false;
    }
}

using ExPool.Model.Hal;

namespace ExPool.Model.Tests.Checking;

/// <summary>What each processor remembers of the page tables is what they say.</summary>
internal static unsafe class BufferCheck
{
    public static void Run(ComputerParts parts, SpaceWalks walks, EntryBits bits, Findings findings)
    {
        for (int number = 0; number < parts.Processors.Count; number++)
        {
            TableWalk[] seen = [.. walks.SeenFrom(parts.Processors[number].Space)];
            TranslationBuffer entries = parts.Processors[number].Buffer;
            for (int slot = 0; slot < TranslationBuffer.EntryCount; slot++)
            {
                if (entries[slot].Readable == ulong.MaxValue)
                {
                    findings.Expect(
                        entries[slot].Writable == ulong.MaxValue, $"processor {number} writes what it cannot read");
                    continue;
                }

                Check(parts, seen, bits, findings, number, entries[slot]);
            }
        }
    }

    private static void Check(
        ComputerParts parts, TableWalk[] seen, EntryBits bits, Findings findings, int number, in TlbEntry entry)
    {
        ulong page = entry.Readable;
        ulong large = page & ~((1UL << bits.IndexBitCount) - 1);
        bool isFound = false;
        TableWalk.Leaf leaf = default;
        for (int index = 0; index < seen.Length && !isFound; index++)
        {
            isFound = seen[index].Leaves.TryGetValue(page, out leaf)
                || (seen[index].Leaves.TryGetValue(large, out leaf) && leaf.PageCount > 1);
        }

        if (!isFound || (leaf.Entry & EntryBits.ValidBit) == 0)
        {
            findings.Expect(false, $"processor {number} remembers page {page:X}, which is not valid");
            return;
        }

        uint frame = bits.FrameOf(leaf.Entry) + (uint)(page - (leaf.Address >> 12));
        nint expected = unchecked((nint)parts.Ram.FrameAt(frame) - (nint)(page << 12));
        findings.Expect(entry.Distance == expected, $"processor {number} remembers page {page:X} in another frame");
        findings.Expect(
            (leaf.Entry & EntryBits.AccessedBit) != 0, $"processor {number} read page {page:X}, and it does not show");
        if (entry.Writable != ulong.MaxValue)
        {
            const ulong Written = EntryBits.WriteBit | EntryBits.DirtyBit;
            findings.Expect(
                entry.Writable == page && (leaf.Entry & Written) == Written,
                $"processor {number} may write page {page:X}: {leaf.Entry:X}");
        }
    }
}

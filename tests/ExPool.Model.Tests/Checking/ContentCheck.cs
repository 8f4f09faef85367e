using System;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>Frames that should hold zeros do, and pages that should be as their paging file has them are.</summary>
internal sealed class ContentCheck(ComputerParts parts, EntryBits bits, FrameMap frames, Findings findings)
{
    private readonly byte[] _kept = new byte[PhysicalMemory.PageByteCount];

    public void Run(SpaceWalks walks)
    {
        PageLists lists = parts.Memory.Lists;
        for (uint frame = lists.Zeroed.Head; frame != uint.MaxValue; frame = frames[frame].Next)
        {
            ExpectZeros(frame, "the zeroed list");
        }

        foreach (FrameRun run in lists.Fresh)
        {
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                ExpectZeros(frame, "frames that were never used");
            }
        }

        if (parts.Memory.Virtual.ZeroFrame != PfnDatabase.None)
        {
            ExpectZeros(parts.Memory.Virtual.ZeroFrame, "the frame of zeros");
        }

        foreach ((AddressSpace _, TableWalk walk) in walks.All)
        {
            foreach (TableWalk.Leaf leaf in walk.Leaves.Values)
            {
                CheckClean(leaf);
            }
        }
    }

    private void ExpectZeros(uint frame, string place) => findings.Expect(
        !parts.Ram.Contents(frame).ContainsAnyExcept((byte)0), $"frame {frame:X} of {place} is not zero");

    /// <summary>A page that nobody wrote since it came is what it came from.</summary>
    private void CheckClean(TableWalk.Leaf leaf)
    {
        EntryKind kind = bits.KindOf(leaf.Entry);
        bool isValid = kind == EntryKind.Valid && (leaf.Entry & EntryBits.DirtyBit) == 0;
        uint frame = bits.FrameOf(leaf.Entry);
        if ((!isValid && kind != EntryKind.Transition) || leaf.PageCount > 1 || !parts.Ram.Contains(frame))
        {
            return;
        }

        RawFrame entry = frames[frame];
        bool isClean = !entry.IsFile && entry.Use == FrameUse.Pageable && !entry.IsModified
            && (isValid || entry.Location == PageLocation.Standby);
        if (!isClean)
        {
            return;
        }

        if (bits.KindOf(entry.Original) == EntryKind.File)
        {
            PagingFile file = parts.Memory.Files.Files[bits.FileOf(entry.Original)];
            file.ReadContents((uint)bits.OffsetOf(entry.Original), _kept);
            bool isSame = parts.Ram.Contents(frame).SequenceEqual(_kept);
            findings.Expect(isSame, $"{leaf.Address:X} is clean, and not as its file has it");
        }
        else
        {
            ExpectZeros(frame, $"clean page {leaf.Address:X}");
        }
    }
}

using System;
using System.Buffers.Binary;
using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>Each page of a file that is in RAM is named by one prototype entry, which lies in a page that stays; what
/// nobody wrote is as the file has it.</summary>
internal sealed class FileCheck(ComputerParts parts, EntryBits bits, FrameMap frames, PageSums sums, Findings findings)
{
    private readonly byte[] _kept = new byte[PhysicalMemory.PageByteCount];

    public void Run(TableWalk walk, bool isDeep)
    {
        foreach (FileSection section in parts.Memory.Mapped.Sections)
        {
            foreach ((uint number, FileChunk chunk) in section.Chunks)
            {
                for (uint index = 0; index < 64; index++)
                {
                    if ((chunk.Resident >> (int)index & 1) != 0)
                    {
                        uint place = index * (uint)bits.EntryByteCount;
                        CheckPage(walk, section, (number * 64) + index, chunk.Address + place, isDeep);
                    }
                }
            }
        }

        findings.ExpectEqual(sums.FileActive, parts.Memory.Mapped.ActiveCount, "pages of files that are mapped");
        findings.ExpectEqual(sums.FileIdle, parts.Memory.Mapped.IdleCount, "pages of files that are not mapped");
        findings.ExpectEqual(sums.FileActive, sums.FileMapped, "pages of files that prototype entries say are mapped");
    }

    private void CheckPage(TableWalk walk, FileSection section, uint page, nuint place, bool isDeep)
    {
        string name = $"page {page} of '{section.File.Name}'";
        if (!walk.Leaves.TryGetValue(place >> 12, out TableWalk.Leaf leaf) || (leaf.Entry & EntryBits.ValidBit) == 0)
        {
            findings.Expect(false, $"{name} is in RAM, and its prototype entry at {place:X} is not");
            return;
        }

        uint table = bits.FrameOf(leaf.Entry);
        frames.Borrow(table);
        ReadOnlySpan<byte> bytes = parts.Ram.Contents(table)[(int)(place & 0xFFF)..];
        ulong prototype = bits.EntryByteCount == 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        uint frame = bits.FrameOf(prototype);
        if (!parts.Ram.Contains(frame))
        {
            findings.Expect(false, $"{name}: prototype entry {prototype:X} names frame {frame:X}");
            return;
        }

        RawFrame entry = frames[frame];
        findings.Expect(entry.IsFile, $"{name} is in frame {frame:X}, which does not say so");
        bool isClean;
        if ((prototype & EntryBits.ValidBit) != 0)
        {
            sums.FileMapped++;
            bool isShown = walk.Leaves.TryGetValue(SignedPage(entry.Page), out TableWalk.Leaf shown)
                && (shown.Entry & EntryBits.ValidBit) != 0 && bits.FrameOf(shown.Entry) == frame;
            findings.Expect(isShown, $"{name} is mapped at page {entry.Page:X}, which does not show it");
            isClean = (shown.Entry & EntryBits.DirtyBit) == 0;
        }
        else
        {
            sums.FileIdle++;
            frames.Place(frame, name);
            findings.ExpectEqual(page, entry.Page, $"the page of the file in frame {frame:X}");
            bool isIdle = entry.Location == (entry.IsModified ? PageLocation.Modified : PageLocation.Standby);
            findings.Expect(isIdle, $"{name} is {entry.Location}, modified {entry.IsModified}");
            isClean = !entry.IsModified;
        }

        if (isDeep && isClean)
        {
            section.File.ReadContents(page, _kept);
            findings.Expect(parts.Ram.Contents(frame).SequenceEqual(_kept), $"{name} is clean, and not as the file");
        }
    }

    private ulong SignedPage(ulong page) => bits.Canonical(page << 12) >> 12;
}

using System.Collections.Generic;
using System.Numerics;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>Every place in a paging file that is used has exactly one owner.</summary>
internal sealed class SlotCheck(PagingFiles files, EntryBits bits, Findings findings)
{
    private readonly Dictionary<(int File, ulong Place), ulong> _owners = [];

    /// <summary>Notes whom an entry's place belongs to.</summary>
    public void Name(ulong entry, ulong address)
    {
        int number = bits.FileOf(entry);
        ulong place = bits.OffsetOf(entry);
        if (number >= files.Files.Count)
        {
            findings.Expect(false, $"{address:X} is in paging file {number}, which does not exist");
            return;
        }

        PagingFile file = files.Files[number];
        findings.Expect(place < file.PageCount, $"{address:X} is at place {place} of file {number}: beyond its end");
        findings.Expect(
            place < file.PageCount && IsSet(file, place), $"{address:X}: place {place} of file {number} is not used");
        bool isNew = _owners.TryAdd((number, place), address);
        findings.Expect(isNew, $"place {place} of file {number} has {_owners[(number, place)]:X} and {address:X}");
    }

    /// <summary>Notes whom a place belongs to, if the entry names one.</summary>
    public void NameIfAny(ulong entry, ulong address)
    {
        if (bits.KindOf(entry) == EntryKind.File)
        {
            Name(entry, address);
        }
    }

    /// <summary>No place is used that nobody owns.</summary>
    public void CheckCounts()
    {
        uint[] owned = new uint[files.Files.Count];
        foreach ((int file, ulong _) in _owners.Keys)
        {
            owned[file]++;
        }

        foreach (PagingFile file in files.Files)
        {
            findings.ExpectEqual(owned[file.Number], file.UsedCount, $"the used count of file {file.Number}");
            ulong set = 0;
            foreach (ulong word in file.Used.Words)
            {
                set += (ulong)BitOperations.PopCount(word);
            }

            // Page 0 is never given out, and bits after the end are set.
            ulong never = ((ulong)file.Used.Words.Length * 64) - file.PageCount + (file.PageCount == 0 ? 0u : 1u);
            findings.ExpectEqual(owned[file.Number] + never, set, $"bits that are set of file {file.Number}");
            findings.Expect(
                file.UsedCount <= file.PeakCount && file.PageCount <= file.MaximumPageCount,
                $"file {file.Number}: {file.UsedCount} used, peak {file.PeakCount}, {file.PageCount} pages");
        }
    }

    private static bool IsSet(PagingFile file, ulong place) =>
        (file.Used.Words[(int)(place / 64)] & (1UL << (int)(place % 64))) != 0;
}

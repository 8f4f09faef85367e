using System;
using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Checking;

/// <summary>The checker sees what is wrong: each machine here is damaged in one place.</summary>
public sealed unsafe class MachineCheckerTests
{
    /// <summary>Damages, by what they are.</summary>
    private static readonly Dictionary<string, Action<MemoryBench, nuint>> s_damages = new()
    {
        ["a frame in two places"] =
            (bench, page) => SetEntry(bench, page, bench.Entry(page + MemoryBench.PageByteCount)),
        ["a frame in no place"] = (bench, page) => SetEntry(bench, page, bench.Format.Decommitted),
        ["an entry that is not the frame's"] = (bench, page) => bench.Memory.Pfn[bench.FrameOf(page)].Page++,
        ["a page that is active, and not in the working set"] =
            (bench, page) => bench.Memory.WorkingSet.Remove(bench.FrameOf(page)),
        ["a reference too many"] = (bench, page) => bench.Memory.Pfn[bench.FrameOf(page)].ReferenceCount++,
        ["a list that counts wrong"] = (bench, _) => bench.Memory.Lists.Modified.Count++,
        ["a list whose way back is cut"] =
            (bench, _) => bench.Memory.Pfn[bench.Memory.Lists.Modified.Tail].Previous = PfnDatabase.None,
        ["a list with a frame of another"] =
            (bench, _) => bench.Memory.Pfn[bench.Memory.Lists.Modified.Head].Location = PageLocation.Standby,
        ["a place in a file that nobody owns"] = (bench, _) => bench.Memory.Files.Files[0].Take(1, out uint _),
        ["a place in a file that was given back"] = (bench, _) => bench.Memory.Files.Files[0].Release(OutPlace(bench)),
        ["a promise too many"] = (bench, _) => bench.Memory.Commit.Used++,
        ["a promise to nobody"] = (bench, _) => bench.Memory.Spaces.System.Charge.Used--,
        ["a limit that is wrong"] = (bench, _) => bench.Memory.Commit.Limit--,
        ["a resident page too many"] = (bench, _) => bench.Memory.Resident.Left++,
        ["a fault of no kind"] = (bench, _) => bench.Counters.PageFaults++,
        ["a page read that was no fault"] = (bench, _) => bench.Counters.PagesRead++,
        ["a write that was no transfer"] = (bench, _) => bench.Counters.PageWrites++,
        ["a table that is a page"] =
            (bench, _) => bench.Memory.Pfn[bench.Memory.Tables.DirectoryFrame].Use = FrameUse.NonPaged,
        ["a zeroed frame with a byte in it"] =
            (bench, _) => bench.Parts.Ram.Contents(bench.Memory.Lists.Zeroed.Head)[4095] = 1,
        ["a clean page that changed"] = (bench, page) => bench.Parts.Ram.Contents(CleanFrame(bench))[17] ^= 1,
        ["a processor that remembers a page that went"] = (bench, page) =>
        {
            byte* place = bench.Core.ToRead(page);
            bench.Memory.WorkingSet.TrimOne(bench.FrameOf(page));
            bench.Parts.Processors.Running.Buffer.Insert(page, place, isWritable: false, isGlobal: true);
        },
        ["a processor that writes a clean page"] = (bench, page) =>
        {
            byte* place = bench.Core.ToRead(page);
            SetEntry(bench, page, bench.Format.WithoutFlags(bench.Entry(page), PteFlags.Dirty));
            bench.Parts.Processors.Running.Buffer.Insert(page, place, isWritable: true, isGlobal: true);
        },
        ["addresses that count wrong"] = (bench, _) => bench.Memory.Space[SystemVaType.PagedPool].UsedCount++,
        ["memory where no addresses were given out"] = (bench, page) =>
            bench.Memory.Space[SystemVaType.PagedPool].Return(page, 1),
    };

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    [Theory]
    [MemberData(nameof(Damages))]
    public void The_checker_finds(string damage)
    {
        foreach (PagingMode mode in Enum.GetValues<PagingMode>())
        {
            using MemoryBench bench = new(mode, files: [MemoryBench.File(300, 300)]);
            nuint page = Prepare(bench);
            bench.Verify();
            s_damages[damage](bench, page);
            Assert.NotEmpty(MachineChecker.FindAll(bench.Parts, isDeep: true));
        }
    }

    /// <summary>A machine with pages in every state.</summary>
    /// <returns>The first of some pages that are active and dirty.</returns>
    private static nuint Prepare(MemoryBench bench)
    {
        nuint pages = bench.Commit(SystemVaType.PagedPool, 60);
        for (nuint index = 0; index < 20; index++)
        {
            bench.Write(pages + (index * MemoryBench.PageByteCount), index);
        }

        bench.SendOut();
        for (nuint index = 0; index < 40; index++)
        {
            nuint page = pages + (index * MemoryBench.PageByteCount);
            Assert.True(index is < 10 or >= 20 || bench.Holds(page, index));
            if (index >= 20)
            {
                bench.Write(page, index);
            }
        }

        for (nuint index = 20; index < 25; index++)
        {
            bench.Memory.WorkingSet.TrimOne(bench.FrameOf(pages + (index * MemoryBench.PageByteCount)));
        }

        nuint freed = pages + (40 * MemoryBench.PageByteCount);
        bench.Core.Fill(freed, 20 * MemoryBench.PageByteCount, 0xA5);
        bench.Core.Decommit(freed, 20);
        bench.Memory.ZeroPages.Run();
        return pages + (30 * MemoryBench.PageByteCount);
    }

    private static void SetEntry(MemoryBench bench, nuint page, ulong entry) =>
        bench.Memory.Tables.Write(bench.Memory.Tables.Find(page), entry);

    private static uint OutPlace(MemoryBench bench)
    {
        uint place = 1;
        while (!bench.Memory.Files.Files[0].IsUsed(place))
        {
            place++;
        }

        return place;
    }

    private static uint CleanFrame(MemoryBench bench) => bench.Memory.WorkingSet.Frames.Head;
}

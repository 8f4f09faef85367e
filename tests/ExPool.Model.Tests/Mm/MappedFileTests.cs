using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>Pages of files in RAM: they come from their file, and go back to it.</summary>
public sealed class MappedFileTests
{
    private const uint ChunkPages = FileChunk.PageCount;

    [Theory, EveryMode]
    public void A_page_of_a_view_comes_from_its_file(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView view) = MapFile(bench, seed: 7);
        byte[] expected = new byte[MemoryBench.PageByteCount];
        section.File.ReadContents(3, expected);
        Assert.True(Read(bench, view.Start + (3 * MemoryBench.PageByteCount)).AsSpan().SequenceEqual(expected));
        Assert.Equal(1u, bench.Counters.FileFaults);
        Assert.Equal(1u, bench.Memory.Mapped.CacheCount);
        bench.Verify();
    }

    [Theory, EveryMode]
    public void A_written_page_goes_to_its_file_and_not_to_a_paging_file(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView view) = MapFile(bench, seed: 0);
        bench.Write(view.Start, key: 5);
        bench.SendOut();
        Assert.Equal(0u, bench.Memory.Mapped.ActiveCount + bench.Memory.Mapped.IdleCount);
        Assert.Equal((1u, 0u), ((uint)bench.Counters.MappedPagesWritten, (uint)bench.Counters.PagesWritten));
        bench.Verify();
        Assert.True(bench.Holds(view.Start, key: 5));
        Assert.Equal(2u, bench.Counters.FileFaults);
        bench.Verify();
    }

    [Theory, EveryMode]
    public void A_clean_page_goes_without_a_write(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection _, FileView view) = MapFile(bench, seed: 3);
        _ = Read(bench, view.Start);
        bench.SendOut();
        Assert.Equal(0u, bench.Counters.MappedPagesWritten);
        bench.Verify();
    }

    [Theory, EveryMode]
    public void A_page_that_was_trimmed_comes_back_without_a_read_and_stays_dirty(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection _, FileView view) = MapFile(bench, seed: 0);
        bench.Write(view.Start, key: 9);
        bench.Memory.WorkingSet.Trim(uint.MaxValue);
        Assert.Equal(1u, bench.Memory.Lists.ModifiedFiles.Count);
        bench.Verify();
        Assert.True(bench.Holds(view.Start, key: 9));
        Assert.Equal(1u, bench.Counters.FileFaults);
        bench.SendOut();
        Assert.Equal(1u, bench.Counters.MappedPagesWritten);
        Assert.True(bench.Holds(view.Start, key: 9));
    }

    [Theory, EveryMode]
    public void Two_views_of_a_page_show_the_same_frame_one_at_a_time(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView first) = MapFile(bench, seed: 0);
        FileView second = MapView(bench, section, SystemVaType.SystemPtes);
        bench.Write(first.Start, key: 1);
        Assert.True(bench.Holds(second.Start, key: 1));
        Assert.Equal((1u, 0u), (bench.Memory.Mapped.ActiveCount, bench.Memory.Mapped.CacheCount));
        bench.Write(second.Start, key: 2);
        Assert.True(bench.Holds(first.Start, key: 2));
        Assert.Equal(1u, bench.Counters.FileFaults);
        bench.Verify();
        bench.SendOut();
        Assert.True(bench.Holds(second.Start, key: 2));
        bench.Verify();
    }

    [Theory, EveryMode]
    public void A_view_that_ends_leaves_its_pages_to_the_next_one(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView view) = MapFile(bench, seed: 0);
        bench.Write(view.Start + MemoryBench.PageByteCount, key: 4);
        Unmap(bench, view);
        bench.Verify();
        view = MapView(bench, section, SystemVaType.SystemCache);
        Assert.True(bench.Holds(view.Start + MemoryBench.PageByteCount, key: 4));
        Assert.Equal(1u, bench.Counters.FileFaults);
        bench.Verify();
    }

    [Theory, EveryMode]
    public void A_chunk_that_is_taken_back_writes_what_is_modified_and_frees_its_frames(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView view) = MapFile(bench, seed: 0);
        bench.Write(view.Start, key: 4);
        _ = Read(bench, view.Start + MemoryBench.PageByteCount);
        Unmap(bench, view);
        Assert.NotEqual((nuint)0, bench.Memory.Mapped.RemoveChunk(section, 0, out long _));
        Assert.Equal(0u, bench.Memory.Mapped.IdleCount);
        bench.Memory.Mapped.Remove(section);
        byte[] contents = new byte[MemoryBench.PageByteCount];
        section.File.ReadContents(0, contents);
        Assert.Contains(contents, value => value != 0);
        bench.Verify();
    }

    [Theory, EveryMode]
    public void A_file_that_cannot_be_read_is_an_answer_to_a_probe_and_a_stop_to_a_touch(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView view) = MapFile(bench, seed: 1);
        section.File.IsBroken = true;
        Assert.Equal(NtStatus.DeviceDataError, bench.Memory.Mapped.Probe(view.Start));
        bench.Verify();
        Assert.Equal(BugCheckCode.KernelDataInpageError, bench.StopOf(() => Read(bench, view.Start)).Code);
        section.File.IsBroken = false;
        Assert.Equal(NtStatus.Success, bench.Memory.Mapped.Probe(view.Start));
        bench.Verify();
    }

    [Theory, EveryMode]
    public void Behind_the_end_of_the_file_there_is_nothing(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection _, FileView view) = MapFile(bench, seed: 1, pageCount: 10);
        _ = Read(bench, view.Start + (9 * MemoryBench.PageByteCount));
        nuint end = view.Start + (10 * MemoryBench.PageByteCount);
        Assert.Equal(NtStatus.EndOfFile, bench.Memory.Mapped.Probe(end));
        Assert.Equal(BugCheckCode.PageFaultInNonPagedArea, bench.StopOf(() => Read(bench, end)).Code);
    }

    [Theory, EveryMode]
    public void More_pages_than_RAM_are_read_and_written_under_pressure(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 320, files: [MemoryBench.File(400, 400)]);
        (FileSection section, FileView _) = MapFile(bench, seed: 0, pageCount: 640);
        List<FileView> views = [bench.Memory.Mapped.Views[0]];
        for (uint chunk = 1; chunk < 10; chunk++)
        {
            views.Add(MapView(bench, section, SystemVaType.SystemCache, chunk));
        }

        nuint pool = bench.Commit(SystemVaType.PagedPool, 300);
        SeededRandom random = new(11);
        Dictionary<nuint, ulong> written = [];
        for (int step = 0; step < 3000; step++)
        {
            uint page = random.Next(940);
            nuint address = page < 640
                ? views[(int)(page / 64)].Start + (page % 64 * MemoryBench.PageByteCount)
                : pool + ((page - 640) * MemoryBench.PageByteCount);
            Assert.True(bench.Holds(address, written.TryGetValue(address, out ulong key) ? key : null));
            if (random.Next(3) == 0)
            {
                bench.Write(address, written[address] = (ulong)step + 1);
            }

            if (step % 500 == 0)
            {
                bench.Verify($"step {step}");
            }
        }

        bench.Verify();
    }

    [Theory, EveryMode]
    public void A_prototype_entry_that_was_overwritten_stops_the_machine_with_4E(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView view) = MapFile(bench, seed: 2);
        _ = Read(bench, view.Start);
        bench.Memory.WorkingSet.TrimOne(bench.FrameOf(view.Start));
        nuint place = bench.Memory.Mapped.PlaceOf(section, 0);
        bench.Core.Write(place, new byte[] { 0, 0, 0, 0 });
        Assert.Equal(BugCheckCode.PfnListCorrupt, bench.StopOf(() => Read(bench, view.Start)).Code);
    }

    [Theory, EveryMode]
    public void The_checker_sees_a_page_of_a_file_that_is_not_what_it_says(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection section, FileView view) = MapFile(bench, seed: 2);
        _ = Read(bench, view.Start);
        uint frame = bench.FrameOf(view.Start);
        bench.Memory.Memory.Contents(frame)[5] ^= 1;
        Assert.NotEmpty(MachineChecker.FindAll(bench.Parts, isDeep: true));
        bench.Memory.Memory.Contents(frame)[5] ^= 1;
        bench.Verify();
        section.ChunkOf(0).Resident = 2;
        Assert.NotEmpty(MachineChecker.FindAll(bench.Parts, isDeep: false));
        section.ChunkOf(0).Resident = 1;
        bench.Memory.WorkingSet.TrimOne(frame);
        bench.Memory.Pfn[frame].Page = 7;
        Assert.NotEmpty(MachineChecker.FindAll(bench.Parts, isDeep: false));
        bench.Memory.Pfn[frame].Page = 0;
        bench.Verify();
    }

    [Theory, EveryMode]
    public void Views_come_back_with_a_saved_machine(PagingMode mode)
    {
        using MemoryBench bench = new(mode);
        (FileSection _, FileView view) = MapFile(bench, seed: 2);
        bench.Write(view.Start, key: 1);
        _ = Read(bench, view.Start + MemoryBench.PageByteCount);
        bench.Memory.WorkingSet.Trim(1);
        byte[] saved = Save(bench);
        using MemoryBench other = new(mode, isStarted: false);
        other.Parts.Load(new StateReader(new MemoryStream(saved)));
        Assert.Equal(saved, Save(other));
        other.Verify();
        Assert.True(other.Holds(view.Start, key: 1));
        Assert.Equal(bench.Memory.Mapped.CachePeak, other.Memory.Mapped.CachePeak);
    }

    [Theory, EveryMode]
    public void A_forged_list_of_views_is_refused_or_right(PagingMode mode)
    {
        using MemoryBench bench = new(mode, frameCount: 160);
        (FileSection section, FileView view) = MapFile(bench, seed: 2, pageCount: 128);
        FileView second = MapView(bench, section, SystemVaType.SystemPtes, chunk: 1);
        bench.Write(view.Start, key: 1);
        bench.Write(second.Start, key: 2);
        bench.Memory.Mapped.MarkDirty(section, 3);
        bench.Memory.WorkingSet.Trim(1);
        byte[] saved = Save(bench);
        MemoryStream part = new();
        bench.Memory.Mapped.Save(new StateWriter(part));
        uint refused = 0;
        for (long offset = saved.Length - part.Length + 8; offset < saved.Length; offset += 8)
        {
            foreach (ulong change in (ulong[])[1, 2, 8, 4096, 1 << 18, 1UL << 40, ulong.MaxValue])
            {
                byte[] forged = [.. saved];
                Span<byte> word = forged.AsSpan((int)offset, 8);
                BinaryPrimitives.WriteUInt64LittleEndian(word, BinaryPrimitives.ReadUInt64LittleEndian(word) ^ change);
                using MemoryBench other = new(mode, frameCount: 160, isStarted: false);
                StateReader reader = new(new MemoryStream(forged));
                if (Record.Exception(() => other.Parts.Load(reader)) is { } exception)
                {
                    Assert.IsType<ComputerException>(exception);
                    refused++;
                }
                else
                {
                    other.Verify($"offset {offset}, change {change:X}");
                }
            }
        }

        Assert.True(refused > 50);
    }

    private static byte[] Save(MemoryBench bench)
    {
        MemoryStream stream = new();
        bench.Parts.Save(new StateWriter(stream));
        return stream.ToArray();
    }

    /// <summary>A file of one chunk or more, whose first is seen in the system cache.</summary>
    private static (FileSection Section, FileView View) MapFile(MemoryBench bench, ulong seed, uint pageCount = 64)
    {
        nuint subsection = bench.Commit(SystemVaType.NonPagedPool, 1);
        DiskFile file = bench.Parts.Volume.Create($"file{subsection:X}", pageCount, seed)!;
        FileSection section = bench.Memory.Mapped.Add(file, subsection);
        nuint pool = bench.Commit(SystemVaType.PagedPool, (pageCount + 511) / 512);
        for (uint chunk = 0; chunk * ChunkPages < pageCount; chunk++)
        {
            nuint place = pool + (chunk * ChunkPages * (nuint)bench.Format.EntryByteCount);
            bench.Memory.Mapped.AddChunk(section, chunk, place);
        }

        return (section, MapView(bench, section, SystemVaType.SystemCache));
    }

    private static FileView MapView(MemoryBench bench, FileSection section, SystemVaType type, uint chunk = 0)
    {
        nuint address = bench.Memory.Space[type].Take(ChunkPages);
        return bench.Memory.Mapped.Map(section, chunk * ChunkPages, address, ChunkPages)!;
    }

    private static byte[] Read(MemoryBench bench, nuint address)
    {
        byte[] bytes = new byte[MemoryBench.PageByteCount];
        bench.Core.Read(address, bytes);
        return bytes;
    }

    private static void Unmap(MemoryBench bench, FileView view)
    {
        bench.Memory.Mapped.Unmap(view);
        bench.Memory.Space.Find(view.Start)!.Return(view.Start, view.PageCount);
    }
}

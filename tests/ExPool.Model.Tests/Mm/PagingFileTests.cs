using System;
using System.Collections.Generic;
using System.IO;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>Paging files have places for pages, keep their bytes, grow, and are full.</summary>
public sealed class PagingFileTests
{
    private const ulong Page = 4096;
    private static readonly PteFormat s_format = PteFormat.Of(PagingMode.Amd64, PteGeneration.VistaSp1To7);

    [Fact]
    public void Page_0_is_never_given_out()
    {
        using PagingFile file = Make(10, 10);
        HashSet<uint> places = [];
        while (file.Take(1, out uint count) is uint place and not 0)
        {
            Assert.Equal(1u, count);
            Assert.True(places.Add(place) && place < 10 && file.IsUsed(place));
        }

        Assert.Equal((9, 9u, 9u, 0u), (places.Count, file.UsedCount, file.PeakCount, file.FreeCount));
        Assert.False(file.IsUsed(0));
        file.Release(4);
        Assert.Equal(4u, file.Take(3, out uint one));
        Assert.Equal(1u, one);
        Assert.Equal(0u, file.Take(1, out _));
    }

    [Fact]
    public void A_file_gives_the_longest_run_it_has_by_halves()
    {
        using PagingFile file = Make(20, 20);
        Assert.Equal(1u, file.Take(16, out uint count));
        Assert.Equal(16u, count);
        Assert.Equal(17u, file.Take(16, out count));
        Assert.Equal(2u, count);
        Assert.Equal(19u, file.Take(16, out count));
        Assert.Equal(1u, count);
    }

    [Fact]
    public void A_file_grows_to_its_maximum_and_no_further()
    {
        using PagingFile file = Make(0, 100);
        Assert.Equal(0u, file.Take(1, out _));
        Assert.Equal(60u, file.Grow(60));
        Assert.Equal((60u, 59u), (file.PageCount, file.FreeCount));
        Assert.Equal(40u, file.Grow(60));
        Assert.Equal(0u, file.Grow(60));
        Assert.Equal(1u, file.Take(99, out uint count));
        Assert.Equal(99u, count);
    }

    [Fact]
    public void A_file_has_no_more_pages_than_an_entry_can_name()
    {
        PagingFileOptions options = new(Page, ulong.MaxValue);
        using PagingFile file = new(0, options, new Disk(new InterruptClock()), largest: 0xFFFFF);
        Assert.Equal(0x100000u, file.MaximumPageCount);
    }

    [Fact]
    public void A_file_gives_back_what_was_written_and_takes_time()
    {
        InterruptClock clock = new();
        Disk disk = new(clock);
        using PagingFile file = new(1, new PagingFileOptions(100 * Page, 100 * Page), disk, uint.MaxValue);
        byte[] written = new byte[3 * Page];
        new Random(1).NextBytes(written);
        Assert.Equal(Disk.SeekTime + (3 * Disk.PageTime), file.Write(7, written));
        byte[] read = new byte[Page];
        Assert.Equal((2 * Disk.SeekTime) + (4 * Disk.PageTime), file.Read(8, read));
        Assert.Equal(written[(int)Page..(2 * (int)Page)], read);

        // The next page lies where the disk is: no seek.
        Assert.Equal((2 * Disk.SeekTime) + (5 * Disk.PageTime), file.Read(9, read));
        Assert.Equal((3UL, 5UL), (disk.TransferCount, disk.PageCount));
        file.IsBroken = true;
        Assert.Null(file.Read(8, read));
        Assert.Equal(3UL, disk.TransferCount);
    }

    [Fact]
    public void The_file_with_the_most_room_is_taken_and_then_one_that_grows()
    {
        MemoryCounters counters = new();
        CommitCharge commit = new(counters) { Limit = 28 };
        using PagingFiles files = new(
            [new(10 * Page, 10 * Page), new(20 * Page, 30 * Page)], new Disk(new InterruptClock()), commit, s_format);
        Assert.Equal(28UL, files.UsablePageCount);
        Assert.Equal(1, files.Take(16, out _, out uint count)!.Number);
        Assert.Equal(16u, count);
        Assert.Equal(0, files.Take(8, out _, out _)!.Number);
        Assert.Equal(1, files.Take(3, out _, out _)!.Number);
        Assert.Equal(0, files.Take(1, out _, out _)!.Number);
        Assert.Equal(0UL, files.FreeCount);
        Assert.Equal(1, files.Take(16, out _, out count)!.Number);
        Assert.Equal(8u, count);
        Assert.Equal(38UL, commit.Limit);
        files.Files[1].Take(2, out _);
        Assert.Null(files.Take(1, out _, out _));
    }

    [Fact]
    public void An_entry_leads_to_its_place_and_gives_it_back()
    {
        using PagingFiles files = new(
            [new(10 * Page, 10 * Page), new(10 * Page, 10 * Page)], new Disk(new InterruptClock()),
            new CommitCharge(new MemoryCounters()), s_format);
        uint place = files.Files[1].Take(1, out _);
        ulong entry = s_format.PagingFile(1, place, PteProtection.ReadWrite);
        Assert.Same(files.Files[1], files.Of(s_format, entry));
        files.ReleaseIfAny(s_format, s_format.DemandZero(PteProtection.ReadWrite));
        Assert.Equal(1u, files.Files[1].UsedCount);
        files.ReleaseIfAny(s_format, entry);
        Assert.Equal(0u, files.Files[1].UsedCount);
    }

    [Fact]
    public void The_host_s_file_is_new_and_goes_with_the_machine()
    {
        string path = Path.Combine(Path.GetTempPath(), $"expool-test-{Guid.NewGuid():N}.sys");
        PagingFileOptions options = new(Page, Page, path);
        using (PagingFile file = new(0, options, new Disk(new InterruptClock()), 100))
        {
            ComputerException refused = Assert.Throws<ComputerException>(
                () => new PagingFile(1, options, new Disk(new InterruptClock()), 100));
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void More_files_than_an_entry_can_number_are_refused()
    {
        PagingFileOptions[] options = new PagingFileOptions[17];
        Array.Fill(options, new PagingFileOptions(Page, Page));
        ComputerException refused = Assert.Throws<ComputerException>(() => new PagingFiles(
            options, new Disk(new InterruptClock()), new CommitCharge(new MemoryCounters()), s_format));
        Assert.Equal("17 paging files; expected at most 16", refused.Message);
    }

    private static PagingFile Make(uint minimum, uint maximum) =>
        new(0, new PagingFileOptions(minimum * Page, maximum * Page), new Disk(new InterruptClock()), uint.MaxValue);
}

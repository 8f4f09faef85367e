using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Io;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Cc;

/// <summary>The system cache: files through views, written later, and given back when pools need the room.</summary>
public sealed class CacheTests
{
    private const string Path = @"\data\file";
    private const uint ViewBytes = 256 << 10;

    [Theory, EveryMode]
    public void What_was_read_once_is_read_from_RAM(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(seed: 5);
        nuint buffer = room.Buffer(5000);
        Assert.Equal(NtStatus.Success, room.Files.Read(file, 300, buffer, 5000));
        byte[] read = new byte[5000];
        room.Kernel.ReadBytes(buffer, read);
        Assert.Equal(room.OnDisk(Path, 0)[300..].Concat(room.OnDisk(Path, 1)).Take(5000), read);
        ulong transfers = room.Computer.Parts.Disk.TransferCount;
        Assert.Equal(NtStatus.Success, room.Files.Read(file, 0, buffer, 5000));
        Assert.Equal(transfers, room.Computer.Parts.Disk.TransferCount);
        Assert.Equal(2u, room.Computer.Parts.Memory.Mapped.CacheCount);
        room.Kernel.Free(buffer, "Test");
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void Reports_count_pages_of_files_apart(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(seed: 1);
        nuint buffer = room.Buffer(4096);
        for (uint page = 0; page < 10; page++)
        {
            Assert.Equal(NtStatus.Success, room.Files.Read(file, page * 4096, buffer, 4096));
        }

        room.Write(file, 0, 8192, 1);
        MemoryReport memory = room.Computer.ReadMemory();
        Assert.Equal((10UL, 10UL, 2UL), (memory.SystemCachePages, memory.MappedFilePages, memory.DirtyCachePages));
        Assert.Equal((10UL, 10UL), (memory.Counters.FileFaults, memory.Counters.CacheFaults));
        MemoryUse use = room.Computer.ReadMemoryUse().Uses.Single(row => row.Kind == MemoryUseKind.MappedFiles);
        Assert.Equal((10UL, 0UL, 0UL), (use.ValidPages, use.StandbyPages, use.ModifiedPages));
        room.Computer.Parts.Memory.WorkingSet.Trim(uint.MaxValue);
        use = room.Computer.ReadMemoryUse().Uses.Single(row => row.Kind == MemoryUseKind.MappedFiles);
        Assert.Equal((0UL, 8UL, 2UL), (use.ValidPages, use.StandbyPages, use.ModifiedPages));
        memory = room.Computer.ReadMemory();
        Assert.Equal((0UL, 10UL, 10UL), (memory.SystemCachePages, memory.PeakSystemCachePages, memory.IdleFilePages));
        Assert.True(room.Holds(file, 0, 8192, 1));
        Assert.Equal(12UL, room.Computer.ReadMemory().Counters.CacheFaults);
        Assert.Equal(NtStatus.Success, room.Files.Flush(file));
        Assert.Equal(2UL, room.Computer.ReadMemory().Counters.MappedPagesWritten);
        room.Kernel.Free(buffer, "Test");
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void A_file_in_the_cache_has_NTs_blocks(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open();
        room.Write(file, 0, 100, 1);
        Dictionary<string, ulong> used = room.Room.InUse();
        Assert.All(
            (string[])["CcSc nonpaged", "CcPc nonpaged", "CcVa paged", "MmSt paged", "MmCa nonpaged", "Irp  nonpaged"],
            tag => Assert.True(used.GetValueOrDefault(tag) > 0, tag));
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void The_lazy_writer_writes_an_eighth_of_what_is_dirty_in_a_second(PagingMode mode)
    {
        using FileRoom room = new(mode, megabytes: 64);
        nuint file = room.Open(pageCount: 1024);
        room.Write(file, 0, 800 * 4096, 7);
        Assert.Equal(800u, room.Computer.Parts.Memory.Mapped.DirtyCount);
        room.Computer.Run(TimeSpan.FromSeconds(1.1));
        uint left = room.Computer.Parts.Memory.Mapped.DirtyCount;
        Assert.InRange(left, 800u - 100 - 16, 700u);
        Assert.Equal(7, room.OnDisk(Path, 0)[0]);
        Assert.Equal(0, room.OnDisk(Path, 799)[0]);
        room.Computer.Run(TimeSpan.FromSeconds(60));
        Assert.Equal(0u, room.Computer.Parts.Memory.Mapped.DirtyCount);
        Assert.Equal(7, room.OnDisk(Path, 799)[0]);
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void Who_writes_too_much_waits_for_the_disk(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(pageCount: 4096);
        uint threshold = room.Cache.Writer.Threshold;
        Assert.Equal(room.Computer.Parts.Ram.FrameCount / 8, threshold);
        TimeSpan start = room.Computer.Now;
        for (uint page = 0; page < 2 * threshold; page += 16)
        {
            room.Write(file, page * 4096UL, 16 * 4096, 1);
            Assert.True(room.Computer.Parts.Memory.Mapped.DirtyCount <= threshold);
        }

        Assert.True(room.Cache.Writer.ThrottledCount > 0);
        Assert.True(room.Computer.Now > start);
        room.AssertNothingIsLeft(file);
    }

    [Fact]
    public void With_LargeSystemCache_more_may_be_dirty()
    {
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = "Server 2003",
            Architecture = "x86",
            PhysicalByteCount = 256 << 20,
            Switches = new() { Registry = new Dictionary<string, ulong> { ["LargeSystemCache"] = 1 } },
        });
        Assert.Equal(
            computer.Parts.Ram.FrameCount / 8 * 3, computer.Services().Cache.Writer.Threshold);
    }

    [Theory, EveryMode]
    public void A_flush_puts_all_on_the_disk(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open();
        room.Write(file, 10, 100_000, 4);
        Assert.Equal(NtStatus.Success, room.Files.Flush(file));
        Assert.Equal(0u, room.Computer.Parts.Memory.Mapped.DirtyCount);
        Assert.Equal((0, 4), (room.OnDisk(Path, 0)[9], room.OnDisk(Path, 0)[10]));
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void What_cannot_be_written_for_long_is_lost_and_the_event_log_says_so(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(pageCount: 64);
        room.Write(file, 0, 4096, 8);
        room.Computer.Parts.Volume.Find(Path)!.IsBroken = true;
        room.Computer.Run(TimeSpan.FromSeconds(2.5));
        Assert.Equal(1u, room.Computer.Parts.Memory.Mapped.DirtyCount);
        room.Computer.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(0u, room.Computer.Parts.Memory.Mapped.DirtyCount);
        Assert.Equal(1UL, room.Cache.Writer.LostPageCount);
        EventLogReport events = room.Kernel.Services.Events.Read();
        Assert.Equal(NtStatus.DeviceDataError, events.Entries.Single(item => item.Id == 50).Status);
        Assert.Contains(Path, events.Entries.Single(item => item.Id == 26).Text, StringComparison.Ordinal);
        room.Computer.Parts.Volume.Find(Path)!.IsBroken = false;
        Assert.True(room.Holds(file, 0, 4096, 0));
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void What_cannot_be_written_of_a_closed_file_is_lost_too(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(pageCount: 64);
        room.Write(file, 0, 4096, 8);
        room.Computer.Parts.Volume.Find(Path)!.IsBroken = true;
        room.Computer.Run(TimeSpan.FromSeconds(1.5));
        room.Files.Close(file);
        Assert.Equal(1u, room.Computer.Parts.Memory.Mapped.DirtyCount);
        room.Computer.Run(TimeSpan.FromSeconds(2));
        Assert.Equal(0u, room.Computer.Parts.Memory.Mapped.DirtyCount);
        Assert.Equal(1UL, room.Cache.Writer.LostPageCount);
        Assert.Contains(room.Kernel.Services.Events.Read().Entries, entry => entry.Id == 50);
        room.AssertNothingIsLeft();
    }

    [Theory, EveryMode]
    public void Without_nonpaged_pool_a_delayed_write_fails(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(pageCount: 64);
        room.Write(file, 0, 4096, 8);
        List<nuint> blocks = room.Room.Exhaust(PoolFlags.NonPaged);
        List<nuint> irps = [];
        for (nuint irp = room.Files.Lists.TakeIrp(); irp != 0; irp = room.Files.Lists.TakeIrp())
        {
            irps.Add(irp);
        }

        room.Computer.Run(TimeSpan.FromSeconds(4.5));
        Assert.Contains(
            room.Kernel.Services.Events.Read().Entries,
            entry => entry.Id == 50 && entry.Status == NtStatus.InsufficientResources);
        irps.ForEach(room.Files.Lists.GiveIrp);
        room.Room.Relieve(blocks);
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void When_the_caches_addresses_run_out_the_view_used_longest_ago_ends(PagingMode mode)
    {
        using FileRoom room = new(mode, megabytes: 48);
        SystemRange range = room.Computer.Parts.Memory.Space[SystemVaType.SystemCache];
        nuint taken = range.Take(range.FreeCount - (4 * 64));
        nuint file = room.Open(pageCount: 6 * 64, seed: 9);
        for (uint view = 0; view < 6; view++)
        {
            room.Write(file, (view * ViewBytes) + 8, 1, (byte)(view + 1));
            Assert.True(room.Holds(file, 8, 1, 1));
        }

        Assert.Equal((4, 4), (room.Cache.ViewCount, room.Cache.ViewPeak));
        Assert.Equal(2UL, room.Cache.ViewsTaken);
        for (uint view = 0; view < 6; view++)
        {
            Assert.True(room.Holds(file, (view * ViewBytes) + 8, 1, (byte)(view + 1)));
        }

        room.AssertNothingIsLeft(file);
        range.Return(taken, range.UsedCount);
    }

    [Theory, EveryMode]
    public void Paged_pool_near_its_maximum_takes_views_and_their_pool_back(PagingMode mode)
    {
        using FileRoom room = new(mode, megabytes: 64);
        nuint file = room.Open(pageCount: 64 * 64);
        for (uint view = 0; view < 64; view++)
        {
            room.Write(file, view * ViewBytes, 1, 1);
        }

        nuint closed = room.Open(@"\data\closed");
        room.Write(closed, 0, 1, 1);
        room.Files.Close(closed);
        ulong before = room.Room.InUse()["MmSt paged"];
        Assert.Equal((64, 1), (room.Cache.ViewCount, room.Files.Sections.UnusedCount));
        ulong maximum = room.Computer.Capture().Paged.MaximumBytes!.Value;
        nuint block = room.Kernel.Allocate(PoolFlags.Paged, (nuint)(maximum / 100 * 81), "Test");
        Assert.NotEqual((nuint)0, block);
        room.Computer.Run(TimeSpan.FromSeconds(1.1));
        Assert.Equal((56, 0), (room.Cache.ViewCount, room.Files.Sections.UnusedCount));
        Assert.True(room.Room.InUse()["MmSt paged"] <= before * 56 / 64);
        room.Kernel.Free(block, "Test");
        room.Computer.Run(TimeSpan.FromSeconds(1));
        Assert.Equal(56, room.Cache.ViewCount);
        room.AssertNothingIsLeft(file);
    }

    [Theory]
    [InlineData(PagingMode.X86, false)]
    [InlineData(PagingMode.X86, true)]
    [InlineData(PagingMode.Pae, false)]
    [InlineData(PagingMode.Pae, true)]
    [InlineData(PagingMode.Amd64, false)]
    [InlineData(PagingMode.Amd64, true)]
    public void Files_keep_their_contents_under_trimming_and_the_hostile_pager(PagingMode mode, bool isHostile)
    {
        using FileRoom room = new(mode, megabytes: 24, isHostile);
        nuint[] files = [room.Open("a", 200), room.Open("b", 200)];
        byte[][] model = [new byte[200 * 4096], new byte[200 * 4096]];
        nuint buffer = room.Buffer(20_000);
        byte[] bytes = new byte[20_000];
        SeededRandom random = new(3);
        for (int step = 0; step < 150; step++)
        {
            int which = (int)random.Next(2);
            uint offset = random.Next((200 * 4096) - 20_000);
            uint count = 1 + random.Next(isHostile ? 3000u : 20_000u);
            if (random.Next(2) == 0)
            {
                bytes.AsSpan(0, (int)count).Fill((byte)step);
                room.Kernel.WriteBytes(buffer, bytes.AsSpan(0, (int)count));
                Assert.Equal(NtStatus.Success, room.Files.Write(files[which], offset, buffer, count));
                bytes.AsSpan(0, (int)count).CopyTo(model[which].AsSpan((int)offset));
            }
            else
            {
                Assert.Equal(NtStatus.Success, room.Files.Read(files[which], offset, buffer, count));
                room.Kernel.ReadBytes(buffer, bytes.AsSpan(0, (int)count));
                Assert.True(bytes.AsSpan(0, (int)count).SequenceEqual(model[which].AsSpan((int)offset, (int)count)));
            }

            if (step % 25 == 0)
            {
                room.Computer.Parts.Memory.WorkingSet.Trim(random.Next(200));
                room.Cache.TrimViews();
                room.Verify($"step {step}");
            }
        }

        room.Kernel.Free(buffer, "Test");
        room.AssertNothingIsLeft(files);
        Assert.True(room.OnDisk("b", 7).AsSpan().SequenceEqual(model[1].AsSpan(7 * 4096, 4096)));
    }

    [Theory, EveryMode]
    public void Wherever_a_write_fails_nothing_stays_taken(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(pageCount: 512);
        nuint buffer = room.Buffer(4096);
        for (int freed = 0; freed < 6; freed++)
        {
            foreach (PoolFlags pool in (PoolFlags[])[PoolFlags.Paged, PoolFlags.NonPaged])
            {
                nuint opened = room.Open(pageCount: 512);
                List<nuint> blocks = room.Room.Exhaust(pool);
                room.Room.Relieve(blocks[^freed..]);
                NtStatus status = room.Files.Write(opened, (ulong)freed * ViewBytes, buffer, 4096);
                Assert.True(status is NtStatus.Success or NtStatus.InsufficientResources, $"{status}");
                room.Room.Relieve(blocks[..^freed]);
                room.Verify();
                room.Files.Close(opened);
                room.Files.Sections.TrimUnused(1);
            }
        }

        room.Kernel.Free(buffer, "Test");
        room.AssertNothingIsLeft(file);
    }
}

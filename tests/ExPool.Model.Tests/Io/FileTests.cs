using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Ob;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Io;

/// <summary>Files are opened, read, written and closed, and what they take is given back.</summary>
public sealed class FileTests
{
    private const string Path = @"\data\file";

    [Fact]
    public void Names_of_files_know_no_case()
    {
        using FileRoom room = new(PagingMode.X86);
        nuint file = room.Open(@"\Data\File");
        nuint same = room.Open(@"\data\FILE");
        Assert.Same(room.Files.ControlOf(file), room.Files.ControlOf(same));
        room.AssertNothingIsLeft(file, same);
    }

    [Theory, EveryMode]
    public void An_open_file_is_an_object_with_NTs_blocks(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(isCached: false);
        Assert.Equal(1UL, room.Objects[ObjectKind.File].ObjectCount);
        Dictionary<string, ulong> used = room.Room.InUse();
        Assert.All(
            (string[])["File nonpaged", "IoNm paged", "Ntff paged", "Ntfs paged", "Ntfn nonpaged", "Ntfc paged"],
            tag => Assert.True(used.GetValueOrDefault(tag) > 0, tag));
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void A_second_opening_shares_what_the_file_system_keeps(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint first = room.Open(isCached: false);
        ulong fcb = room.Room.InUse()["Ntff paged"];
        ulong ccb = room.Room.InUse()["Ntfc paged"];
        nuint second = room.Open(isCached: false);
        Assert.Equal(fcb, room.Room.InUse()["Ntff paged"]);
        Assert.Equal(2 * ccb, room.Room.InUse()["Ntfc paged"]);
        room.AssertNothingIsLeft(first, second);
    }

    [Theory, EveryMode]
    public void A_file_that_is_not_there_is_made_only_when_asked(PagingMode mode)
    {
        using FileRoom room = new(mode);
        Assert.Equal(NtStatus.ObjectNameNotFound, room.TryOpen(out nuint file, pageCount: 0));
        Assert.Equal((nuint)0, file);
        file = room.Open();
        room.Files.Close(file);
        Assert.Equal(NtStatus.Success, room.TryOpen(out file, pageCount: 0));
        Assert.Equal(NtStatus.InvalidParameter, room.TryOpen(out _, path: ""));
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void A_handle_keeps_a_file_open(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(isCached: false);
        Assert.Equal(NtStatus.Success, room.Objects.Handles.Create(payer: 0, out nuint table));
        Assert.Equal(NtStatus.Success, room.Objects.Handles.Open(table, file, out uint handle));
        room.Files.Close(file);
        Assert.Single(room.Files.Files);
        Assert.Equal(NtStatus.Success, room.Objects.Handles.Close(table, handle));
        Assert.Empty(room.Files.Files);
        room.Objects.Handles.Delete(table);
        room.AssertNothingIsLeft();
    }

    [Theory, EveryMode]
    public void Past_the_cache_pages_go_between_disk_and_buffer(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(isCached: false);
        room.Write(file, 8192, 16 * 4096, 0x5A);
        Assert.Equal(Enumerable.Repeat((byte)0x5A, 4096), room.OnDisk(Path, 2));
        Assert.True(room.Holds(file, 4 * 4096, 4096, 0x5A));
        Assert.True(room.Holds(file, 0, 4096, 0));
        Assert.Equal(NtStatus.InvalidParameter, room.Files.Read(file, 100, 0x1000, 4096));
        Assert.Equal(NtStatus.EndOfFile, room.Files.Read(file, 256 * 4096, 0x1000, 4096));
        Assert.Equal(NtStatus.EndOfFile, room.Files.Read(file, ulong.MaxValue - 4095, 0x1000, 4096));
        Assert.Equal(0u, room.Computer.Parts.Memory.Mapped.ActiveCount);
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void A_broken_disk_is_an_answer(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint direct = room.Open(isCached: false);
        nuint cached = room.Open(isCached: true);
        room.Computer.Parts.Volume.Find(Path)!.IsBroken = true;
        nuint buffer = room.Buffer(4096);
        Assert.Equal(NtStatus.DeviceDataError, room.Files.Read(direct, 0, buffer, 4096));
        Assert.Equal(NtStatus.DeviceDataError, room.Files.Write(direct, 0, buffer, 4096));
        Assert.Equal(NtStatus.DeviceDataError, room.Files.Read(cached, 0, buffer, 4096));
        room.Kernel.Free(buffer, "Test");
        room.AssertNothingIsLeft(direct, cached);
    }

    [Theory, EveryMode]
    public void A_transfer_past_the_cache_sees_what_the_cache_has(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint direct = room.Open(isCached: false);
        nuint cached = room.Open(isCached: true);
        room.Write(cached, 0, 4096, 1);
        Assert.True(room.Holds(direct, 0, 4096, 1));
        room.Write(direct, 0, 4096, 2);
        Assert.True(room.Holds(cached, 0, 4096, 2));
        room.AssertNothingIsLeft(direct, cached);
    }

    [Theory, EveryMode]
    public void Without_system_entries_a_transfer_past_the_cache_is_refused_whole(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(isCached: false);
        nuint buffer = room.Buffer(16 * 4096);
        List<(nuint Address, nuint Count)> taken = [];
        for (nuint count = 1 << 26; count != 0; count /= 2)
        {
            for (nuint address = room.Kernel.ReserveMapping(count); address != 0;)
            {
                taken.Add((address, count));
                address = room.Kernel.ReserveMapping(count);
            }
        }

        SystemRange entries = room.Kernel.Services.Context.Memory.SystemPtes.Range;
        ulong before = entries.FailureCount;
        Assert.Equal(NtStatus.InsufficientResources, room.Files.Read(file, 0, buffer, 16 * 4096));
        Assert.Equal(before + 1, entries.FailureCount);
        room.Verify();
        taken.ForEach(mapping => room.Kernel.FreeMapping(mapping.Address, mapping.Count));
        Assert.Equal(NtStatus.Success, room.Files.Read(file, 0, buffer, 16 * 4096));
        room.Kernel.Free(buffer, "Test");
        room.AssertNothingIsLeft(file);
    }

    [Theory]
    [InlineData(PagingMode.X86, false)]
    [InlineData(PagingMode.X86, true)]
    [InlineData(PagingMode.Pae, false)]
    [InlineData(PagingMode.Pae, true)]
    [InlineData(PagingMode.Amd64, false)]
    [InlineData(PagingMode.Amd64, true)]
    public void In_an_exhausted_pool_nothing_is_opened_and_nothing_stays_taken(PagingMode mode, bool isPaged)
    {
        using FileRoom room = new(mode);
        List<nuint> blocks = room.Room.Exhaust(isPaged ? PoolFlags.Paged : PoolFlags.NonPaged);
        Assert.Equal(NtStatus.InsufficientResources, room.TryOpen(out nuint file));
        Assert.Equal((nuint)0, file);
        Assert.Null(room.Computer.Parts.Volume.Find(Path));
        Assert.Equal(1UL, room.Files.RefusedCount);
        room.Room.Relieve(blocks);
        room.AssertNothingIsLeft();
    }

    [Theory, EveryMode]
    public void Wherever_an_opening_fails_nothing_stays_taken(PagingMode mode)
    {
        using FileRoom room = new(mode);
        for (int freed = 1; freed < 12; freed++)
        {
            foreach (PoolFlags pool in (PoolFlags[])[PoolFlags.Paged, PoolFlags.NonPaged])
            {
                List<nuint> blocks = room.Room.Exhaust(pool);
                int count = Math.Min(freed, blocks.Count);
                room.Room.Relieve(blocks[^count..]);
                bool isOpen = room.TryOpen(out nuint file) == NtStatus.Success;
                if (isOpen)
                {
                    room.Files.Close(file);
                }

                room.Room.Relieve(blocks[..^count]);
                room.AssertNothingIsLeft();
            }
        }
    }
}

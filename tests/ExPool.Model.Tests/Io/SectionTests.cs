using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ob;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Io;

/// <summary>Sections show files in memory; what they take is paged pool, by the part that is shown.</summary>
public sealed class SectionTests
{
    private const uint ViewPages = 64;

    [Theory, EveryMode]
    public void A_view_shows_the_file_and_writes_to_it(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open();
        room.Write(file, 4096, 4096, 3);
        Assert.Equal(NtStatus.Success, room.Files.Sections.Create(file, out nuint section));
        Assert.Equal(NtStatus.Success, room.Files.Sections.MapView(section, 0, 10, out nuint view));
        Assert.Equal(4096u, room.Kernel.FindOther(view + 4096, 4096, 3));
        room.Kernel.Fill(view, 4096, 9);
        Assert.True(room.Holds(file, 0, 4096, 9));
        room.Verify();
        Assert.Equal(NtStatus.Success, room.Files.Sections.UnmapView(view));
        Assert.Equal(NtStatus.InvalidParameter, room.Files.Sections.UnmapView(view));
        room.Objects.Dereference(section);
        room.Files.Close(file);
        room.Files.Sections.TrimUnused(1);
        Assert.Equal(9, room.OnDisk(@"\data\file", 0)[100]);
        room.AssertNothingIsLeft();
    }

    [Theory, EveryMode]
    public void Prototype_entries_are_paged_pool_for_each_256_KB_that_was_shown(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(pageCount: 1024);
        Assert.Equal(NtStatus.Success, room.Files.Sections.Create(file, out nuint section));
        Assert.Equal(0UL, room.Room.InUse().GetValueOrDefault("MmSt paged"));
        ulong area = room.Room.InUse()["MmCa nonpaged"];
        Assert.Equal(NtStatus.Success, room.Files.Sections.MapView(section, 0, ViewPages, out nuint first));
        ulong one = room.Room.InUse()["MmSt paged"];
        Assert.True(one >= ViewPages * (mode == PagingMode.X86 ? 4u : 8u));
        Assert.Equal(NtStatus.Success, room.Files.Sections.MapView(section, ViewPages, 3 * ViewPages, out nuint more));
        Assert.Equal(4 * one, room.Room.InUse()["MmSt paged"]);
        Assert.Equal(area, room.Room.InUse()["MmCa nonpaged"]);
        Assert.Equal(NtStatus.InvalidParameter, room.Files.Sections.MapView(section, 1, 1, out _));
        Assert.Equal(NtStatus.InvalidParameter, room.Files.Sections.MapView(section, 0, 1025, out _));
        room.Files.Sections.UnmapView(first);
        room.Files.Sections.UnmapView(more);
        room.Objects.Dereference(section);
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void A_view_keeps_its_section_and_a_closed_file_stays_in_RAM_until_memory_is_wanted(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open();
        Assert.Equal(NtStatus.Success, room.Files.Sections.Create(file, out nuint section));
        Assert.Equal(NtStatus.Success, room.Files.Sections.MapView(section, 0, 1, out nuint view));
        room.Objects.Dereference(section);
        room.Files.Close(file);
        room.Kernel.Fill(view, 4096, 5);
        Assert.Equal(1UL, room.Objects[ObjectKind.Section].ObjectCount);
        room.Files.Sections.UnmapView(view);
        Assert.Equal(0UL, room.Objects[ObjectKind.Section].ObjectCount);
        Assert.Equal(1, room.Files.Sections.UnusedCount);
        ulong reads = room.Computer.Parts.Disk.TransferCount;
        file = room.Open();
        Assert.True(room.Holds(file, 0, 4096, 5));
        Assert.Equal(reads, room.Computer.Parts.Disk.TransferCount);
        room.AssertNothingIsLeft(file);
    }

    [Theory]
    [InlineData(PagingMode.X86, false)]
    [InlineData(PagingMode.X86, true)]
    [InlineData(PagingMode.Pae, false)]
    [InlineData(PagingMode.Pae, true)]
    [InlineData(PagingMode.Amd64, false)]
    [InlineData(PagingMode.Amd64, true)]
    public void Wherever_a_section_or_view_fails_nothing_stays_taken(PagingMode mode, bool isPaged)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(pageCount: 1024);
        for (int freed = 0; freed < 8; freed++)
        {
            List<nuint> blocks = room.Room.Exhaust(isPaged ? PoolFlags.Paged : PoolFlags.NonPaged);
            room.Room.Relieve(blocks[^freed..]);
            if (room.Files.Sections.Create(file, out nuint section) == NtStatus.Success)
            {
                ulong used = room.Room.InUse().GetValueOrDefault("MmSt paged");
                if (room.Files.Sections.MapView(section, 0, 1024, out nuint view) == NtStatus.Success)
                {
                    room.Files.Sections.UnmapView(view);
                }
                else
                {
                    Assert.Equal(used, room.Room.InUse().GetValueOrDefault("MmSt paged"));
                }

                room.Objects.Dereference(section);
            }

            room.Room.Relieve(blocks[..^freed]);
            room.Files.Sections.TrimUnused(1);
            room.Verify();
        }

        room.AssertNothingIsLeft(file);
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using ExPool.Model.Saving;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>Address spaces are saved with the machine; what was forged is refused.</summary>
public sealed class SpaceSavingTests
{
    private const nuint Page = SpaceBench.Page;

    private static int Rounds => Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1" ? 2000 : 20;

    /// <summary>What somebody who can count checksums may change.</summary>
    private static readonly Dictionary<string, Action<SpaceBench, UserSpace>> s_forgeries = new()
    {
        ["a frame of a space that is not there"] = (bench, space) =>
            bench.Memory.Pfn.SpaceOf(space.Space.WorkingSet.Frames.Head) = 77,
        ["a frame of another space"] = (bench, space) =>
            bench.Memory.Pfn.SpaceOf(space.Space.WorkingSet.Frames.Head) = 0,
        ["a user page that is another's"] = (bench, space) => SetEntry(
            bench, space, bench.Processes.Find(2)!.Space.WorkingSet.Frames.Head),
        ["a user page that is the system's"] = (bench, space) =>
            SetEntry(bench, space, bench.Memory.Tables.DirectoryFrame),
        ["a table that is the system's, at user addresses"] = (bench, space) => SetTop(
            bench, space, (uint)bench.Memory.Tables.Format.FrameOf(TopEntry(bench, 0))),
        ["a table that is there twice"] = (bench, space) => SetTop(bench, space, space.Space.Tables.DirectoryFrame),
        ["a held frame that is not on the list"] = (bench, space) => space.Space.Physical.Frames.Count--,
        ["ranges that begin where nothing is"] = (_, space) => space.Ranges.RootAddress = 0x1000,
        ["ranges that begin at the end of all addresses"] = (_, space) =>
            space.Ranges.RootAddress = unchecked((nuint)(-16)),
        ["ranges that begin in the middle of a record"] = (_, space) => space.Ranges.RootAddress += 8,
        ["a range that ends before it begins"] = (_, space) => Root(space, record => record.LastPage = 1),
        ["a range at system addresses"] = (_, space) => Root(space, record => record.LastPage = 0xFFFF_FFFF),
        ["a range of no kind"] = (_, space) => Root(space, record => record.Kind = (VadKind)9),
        ["a range that was made a window"] = (_, space) =>
        {
            VadRecord record = space.Ranges.Find(UserSpace.Granularity / Page);
            record.Kind = VadKind.Physical;
        },
        ["a range above itself"] = (_, space) => Root(space, record => record.Left = record),
        ["ranges that have no parent"] = (_, space) => Root(space, record => record.Parent = record),
        ["a processor in a session"] = (bench, _) => bench.Computer.Parts.Processors.Running.SwitchSpace(3),
        ["a processor in no space"] = (bench, _) => bench.Computer.Parts.Processors.Running.SwitchSpace(99),
        ["a promise that is larger than all"] = (_, space) => space.Space.Charge.Used = 1UL << 40,
        ["a promise that is less than it has"] = (_, space) => space.Space.Charge.Used = 1,
        ["a promise of another space"] = (bench, space) => Exchange(space.Space, bench.Processes.Find(2)!.Space),
        ["a promise that no space has"] = (bench, _) => bench.Memory.Commit.Used++,
    };

    public static TheoryData<string, PagingMode> Forgeries()
    {
        TheoryData<string, PagingMode> data = [];
        foreach (string name in s_forgeries.Keys)
        {
            data.Add(name, PagingMode.X86);
            data.Add(name, PagingMode.Pae);
            data.Add(name, PagingMode.Amd64);
        }

        return data;
    }

    [Theory]
    [EveryMode]
    public void A_machine_with_processes_goes_on_as_if_it_had_never_stopped(PagingMode mode)
    {
        foreach (bool isPagerHostile in (bool[])[false, true])
        {
            using SpaceBench first = Make(mode, isPagerHostile);
            byte[] middle = SavedComputers.Save(first.Computer);
            using SpaceBench second = new(SavedComputers.Load(middle));
            Assert.Equal(middle, SavedComputers.Save(second.Computer));
            second.Verify();

            GoOn(first);
            GoOn(second);
            Assert.Equal(SavedComputers.Save(first.Computer), SavedComputers.Save(second.Computer));
            second.Verify();
        }
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void What_was_forged_is_refused_in_one_line(string name, PagingMode mode)
    {
        using SpaceBench bench = Make(mode);
        s_forgeries[name](bench, bench.Processes.Find(1)!);
        byte[] bytes = SavedComputers.Save(bench.Computer);

        ComputerException exception = Assert.Throws<ComputerException>(() => SavedComputers.Load(bytes));

        Assert.DoesNotContain('\n', exception.Message);
        Assert.Contains("expected", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [EveryMode]
    public void A_machine_that_anybody_changed_is_refused_or_loaded_and_no_crash(PagingMode mode)
    {
        byte[] content;
        using (SpaceBench bench = Make(mode))
        {
            using BlockReader blocks = new(new MemoryStream(SavedComputers.Save(bench.Computer)));
            MemoryStream unpacked = new();
            blocks.CopyTo(unpacked);
            content = unpacked.ToArray();
        }

        // Where the parts of a machine begin that are about spaces.
        int[] places =
        [
            content.AsSpan().IndexOf("memory"u8) + 30_000, content.AsSpan().IndexOf("process spaces"u8) + 20,
        ];
        Random random = new((int)mode);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] changed = (byte[])content.Clone();
            int start = round % 3 == 2 ? random.Next(content.Length - 200) : places[round % 3];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                changed[start + random.Next(160)] = (byte)random.Next(256);
            }

            refused += IsRefused(changed) ? 1 : 0;
        }

        Assert.InRange(refused, 1, Rounds);
    }

    private static bool IsRefused(byte[] content)
    {
        MemoryStream file = new();
        using BlockWriter blocks = new(file);
        blocks.Write(content);
        blocks.Finish();
        file.Position = 0;
        try
        {
            Computer.Load(file, SavedComputers.Catalog).Dispose();
            return false;
        }
        catch (ComputerException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return true;
        }
    }

    /// <summary>Three processes, the last in a session; pages in RAM, in transition and in a file; held
    /// frames.</summary>
    private static SpaceBench Make(PagingMode mode, bool isPagerHostile = false)
    {
        ComputerOptions options = new() { IsPagerHostile = isPagerHostile, StopsForGood = false };
        SpaceBench bench = new(mode, ram: 16 << 20, pagingFile: 8 << 20, options);
        UserSpace one = bench.Create();
        UserSpace two = bench.Create();
        Assert.Equal(NtStatus.Success, bench.Processes.CreateSession(out SessionSpace? session));
        UserSpace three = bench.Create(session);
        Assert.Equal(NtStatus.Success, session!.Reserve(8, out nuint shared));
        Assert.Equal(NtStatus.Success, session.Commit(shared, 8));
        foreach (UserSpace space in (UserSpace[])[one, two, three])
        {
            nuint address = SpaceBench.Allocate(space, 24);
            for (nuint page = 0; page < 24; page++)
            {
                SpaceBench.Write(space, address + (page * Page), (byte)(page + space.Number));
            }

            space.Space.WorkingSet.Trim(12);
            bench.Memory.Writer.Write(8, out _);
        }

        uint[] frames = new uint[6];
        Assert.Equal(NtStatus.Success, one.AllocatePhysicalPages(frames, out _));
        nuint window = 0;
        Assert.Equal(NtStatus.Success, one.Reserve(ref window, 4 * Page, kind: VadKind.Physical));
        Assert.Equal(NtStatus.Success, one.MapPhysicalPages(window, frames.AsSpan(0, 3)));
        bench.Processes.Attach(three);
        bench.Computer.Kernel.Write(shared, 0x1234u);
        return bench;
    }

    private static void GoOn(SpaceBench bench)
    {
        foreach (UserSpace space in bench.Processes.All)
        {
            for (nuint page = 0; page < 24; page++)
            {
                nuint address = UserSpace.Granularity + (page * Page);
                Assert.True(SpaceBench.Holds(space, address, (byte)(page + space.Number)));
            }
        }

        bench.Memory.WorkingSets.Trim(20);
        bench.Memory.Balance.Run();
        SpaceBench.Allocate(bench.Processes.Find(1)!, 10);
        bench.Processes.Delete(bench.Processes.Find(2)!);
        bench.Create();
        bench.Processes.FindSession(3)!.Reserve(4, out _);
        bench.Processes.Delete(bench.Processes.Find(4)!);
        Assert.Equal(NtStatus.Success, bench.Processes.DeleteSession(bench.Processes.FindSession(3)!));
    }

    private static void Exchange(AddressSpace one, AddressSpace two) =>
        (one.Charge.Used, two.Charge.Used) = (two.CommitCount, one.CommitCount);

    /// <summary>Names a frame at the first page of a process that is in RAM.</summary>
    private static unsafe void SetEntry(SpaceBench bench, UserSpace space, uint frame)
    {
        PageTables tables = space.Space.Tables;
        uint owner = space.Space.WorkingSet.Frames.Head;
        byte* pte = tables.Find((nuint)bench.Memory.Pfn[owner].Page << PhysicalMemory.PageShift);
        tables.Write(pte, tables.Format.Valid(frame, PteFlags.User | PteFlags.Accessed));
    }

    /// <summary>Names a table above 1 GB, where nothing is.</summary>
    private static unsafe void SetTop(SpaceBench bench, UserSpace space, uint table)
    {
        PageTables tables = space.Space.Tables;
        ulong* entry = (ulong*)Place(bench, space.Space, 1UL << 30);
        ulong value = tables.Format.Valid(table, PteFlags.User | PteFlags.Accessed);
        tables.Write((byte*)entry, value);
    }

    private static unsafe ulong TopEntry(SpaceBench bench, uint number)
    {
        AddressSpace space = bench.Memory.Spaces.Find(number)!;
        return space.Tables.Read(Place(bench, space, bench.Memory.Space[SystemVaType.NonPagedPool].Start));
    }

    /// <summary>Where the entry lies that names the highest table of an address.</summary>
    private static unsafe byte* Place(SpaceBench bench, AddressSpace space, ulong address)
    {
        PteFormat format = space.Tables.Format;
        byte* table = bench.Computer.Parts.Ram.FrameAt(space.Tables.DirectoryFrame);
        int level = format.LevelCount - 1;
        if (format.Mode == PagingMode.Pae)
        {
            ulong entry = ((ulong*)table)[format.IndexOf(address, level--)];
            table = bench.Computer.Parts.Ram.FrameAt((uint)format.FrameOf(entry));
        }

        return table + (format.IndexOf(address, level) * format.EntryByteCount);
    }

    private static void Root(UserSpace space, Action<VadRecord> change) =>
        change(space.Ranges.At(space.Ranges.RootAddress));
}

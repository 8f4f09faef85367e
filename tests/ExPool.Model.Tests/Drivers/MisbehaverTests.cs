using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>Each mistake stops the machine with the code and the parameters that docs/reference/drivers.md
/// names.</summary>
public sealed class MisbehaverTests
{
    // A parameter is a number, or: paged or nonpaged, an address there; code, where the driver's code lies;
    // mapping, among the system PTEs; nowhere, in no region; entries, all system PTEs; links, what was written; any.
    private static readonly (string Driver, string Stop)[] s_stops =
    [
        ("Overrunner", "19 20 nonpaged nonpaged 0"),
        ("Overrunner:pool=paged", "19 20 paged paged 0"),
        ("Overrunner:hits=tag", "C2 A nonpaged 21212121 7265764F"),
        ("Overrunner:hits=tag,pool=paged,block=700", "C2 A paged 21212121 7265764F"),
        ("UseAfterFree", "19 3 nonpaged links links"),
        ("UseAfterFree:pool=paged", "19 3 paged links links"),
        ("DoubleFree", "C2 7 0 any nonpaged"),
        ("DoubleFree:pool=paged", "C2 7 0 any paged"),
        ("DoubleFree:block=1000", "C2 7 0 any nonpaged"),
        ("DoubleFree:block=64KB", "C2 44 nonpaged 0 0"),
        ("DoubleFree:block=64KB,pool=paged", "C2 50 paged any any"),
        ("WrongIrql", "A paged 2 0 code"),
        ("WrongIrql:does=write", "A paged 2 1 code"),
        ("WrongIrql:does=allocate", "C2 8 2 1 64"),
        ("WrongIrql:does=free", "C2 9 2 1 paged"),
        ("BadPointer", "50 nowhere 0 code 2"),
        ("BadPointer:does=write", "50 nowhere 2 code 2"),
        ("BadPointer:to=null", "50 0 0 code 2"),
        ("BadPointer:to=freed", "50 mapping 0 code 0"),
        ("BadPointer:to=freed,does=write", "50 mapping 2 code 0"),
        ("BadPointer:level=dispatch", "A nowhere 2 0 code"),
        ("BadPointer:level=dispatch,to=null,does=write", "A 0 2 1 code"),
        ("SystemPteEater:must=yes,pages=1000", "3F 0 3E8 any entries"),
    ];

    public static IEnumerable<object[]> Stops() =>
        from mode in new[] { PagingMode.Amd64, PagingMode.Pae, PagingMode.X86 }
        from row in s_stops
        select new object[] { mode, row.Driver, row.Stop };

    [Theory]
    [MemberData(nameof(Stops))]
    [InlineData(PagingMode.Amd64, "BadPointer:to=noncanonical,does=write", "50 8000000000000000 2 code 4")]
    public void A_mistake_stops_the_machine_with_its_code_and_parameters(
        PagingMode mode, string driver, string expected)
    {
        // The driver is not the first one, so that its code lies elsewhere.
        using DriverRun run = new(mode, ["Cache:rate=100/s", driver]);
        BugCheck stop = run.RunUntilStop(60);
        string[] words = expected.Split(' ');
        Assert.Equal(Hex(words[0]), (ulong)stop.Code);
        ulong[] parameters = [stop.Parameter1, stop.Parameter2, stop.Parameter3, stop.Parameter4];
        for (int index = 0; index < parameters.Length; index++)
        {
            Assert.True(IsMeant(run, words[index + 1], parameters[index]), $"parameter {index + 1} of {stop}");
        }

        Assert.True(run.Computer.Now >= TimeSpan.FromSeconds(1));
        Assert.False(run.Computer.Run(TimeSpan.FromSeconds(1)));
        Assert.Equal(stop, run.Computer.Stop);
    }

    [Theory]
    [InlineData(PagingMode.Amd64, 0x400)]
    [InlineData(PagingMode.X86, 0x3F0)]
    public void The_headers_of_an_overrun_are_those_of_two_blocks_side_by_side(PagingMode mode, ulong distance)
    {
        using DriverRun run = new(mode, ["Overrunner"]);
        BugCheck stop = run.RunUntilStop(5);
        Assert.Equal(distance, stop.Parameter3 - stop.Parameter2);
        Assert.Equal("Over", stop.Tag.ToString());
    }

    [Theory]
    [InlineData("read", 0)]
    [InlineData("write", 1)]
    public void An_old_page_is_touched_at_dispatch_until_it_has_been_paged_out(string does, ulong access)
    {
        string[] drivers = [$"WrongIrql:page=old,does={does}", "Leaker:pool=paged,rate=8MB/s,block=64KB,touch=yes"];
        using DriverRun run = new(PagingMode.Amd64, drivers, megabytes: 32, pagingFile: 64);
        BugCheck stop = run.RunUntilStop(60);
        Assert.True(IsMeant(run, "paged", stop.Parameter1));
        Assert.Equal(
            (BugCheckCode.IrqlNotLessOrEqual, 2UL, access, run.Computer.CodeAddressOf(0)),
            (stop.Code, stop.Parameter2, stop.Parameter3, stop.Parameter4));
        Assert.True(run.Computer.Now > TimeSpan.FromSeconds(2), "It went well for a while.");
    }

    [Fact]
    public void While_memory_is_plenty_touching_an_old_page_at_dispatch_goes_well()
    {
        using DriverRun run = new(PagingMode.Amd64, ["WrongIrql:page=old"]);
        run.Run(60);
        run.UnloadAll();
    }

    [Fact]
    public void A_write_to_a_freed_block_that_a_look_aside_list_keeps_stops_nothing()
    {
        using DriverRun run = new(PagingMode.Amd64, ["UseAfterFree:block=64"]);
        run.Run(10);
        run.UnloadAll();
    }

    [Theory]
    [InlineData(PagingMode.X86)]
    [InlineData(PagingMode.Pae)]
    public void On_32_bits_every_address_is_canonical(PagingMode mode)
    {
        using DriverRun run = new(mode, ["BadPointer:to=noncanonical"]);
        run.Run(5);
        Assert.Equal(["badpointer.sys: every address of 32 bits is canonical; expected a machine of 64 bits"], run.Log);
    }

    [Theory]
    [InlineData(PagingMode.Amd64, "pages=65536")]
    [InlineData(PagingMode.X86, "pages=256")]
    [InlineData(PagingMode.Pae, "pages=16,frames=yes")]
    public void When_the_system_ptes_are_gone_others_get_none_until_they_are_given_back(
        PagingMode mode, string parameters)
    {
        using DriverRun run = new(mode, [$"SystemPteEater:after=0s,{parameters}", "FileServer:rate=50/s"]);
        var eater = (ExPool.Model.Drivers.SystemPteEater)run.Drivers[0];
        SystemRange range = run.Computer.Parts.Memory.SystemPtes.Range;
        ulong before = range.UsedCount;
        run.Run(20);
        Assert.True(eater.IsRefused && eater.MappingCount > 10);
        Assert.Equal((nuint)0, run.Computer.Kernel.AllocateMapping((nuint)eater.Arguments["pages"]));
        run.UnloadAll();
        Assert.Equal(before, range.UsedCount);
        Assert.NotEqual((nuint)0, run.Computer.Kernel.AllocateMapping(1));
    }

    [Theory]
    [InlineData(PagingMode.Amd64, "paged", PoolKind.Paged)]
    [InlineData(PagingMode.Amd64, "nonpaged", PoolKind.NonPaged)]
    [InlineData(PagingMode.X86, "paged", PoolKind.Paged)]
    public void The_fragmenter_leaves_pages_that_a_few_blocks_hold(PagingMode mode, string pool, PoolKind kind)
    {
        using DriverRun run = new(mode, [$"Fragmenter:pool={pool},blocks=2000,after=0s"]);
        ulong used = 0;
        ulong held = 0;
        for (int tick = 0; tick < 700; tick++)
        {
            run.Run(0.015625);
            ulong pages = PagesOf(run, kind);
            ulong bytes = run.Of(kind, "Frag").BytesInUse;
            if (pages * bytes != 0 && (held == 0 || bytes * held < used * pages))
            {
                (used, held) = (bytes, pages);
            }
        }

        Assert.True(held > 50 && used < held * 4096 / 4, $"{used} bytes hold {held} pages.");
        run.UnloadAll();
    }

    private static ulong PagesOf(DriverRun run, PoolKind kind) =>
        (ulong)run.Computer.Capture()[kind].Descriptors.Sum(descriptor => (decimal)descriptor.Pages);

    private static bool IsMeant(DriverRun run, string word, ulong value) => word switch
    {
        "any" => true,
        "paged" => TypeOf(run, value) == SystemVaType.PagedPool,
        "nonpaged" => TypeOf(run, value) == SystemVaType.NonPagedPool,
        "mapping" => TypeOf(run, value) == SystemVaType.SystemPtes,
        "nowhere" => value != 0 && TypeOf(run, value) is null,
        "entries" => value == run.Computer.Parts.Memory.SystemPtes.Range.Pages.Length,
        "code" => value == run.Computer.CodeAddressOf(1),
        "links" => value == (run.Computer.Kernel.PointerByteCount == 4 ? 0x5555_5555UL : 0x5555_5555_5555_5555),
        _ => value == Hex(word),
    };

    private static SystemVaType? TypeOf(DriverRun run, ulong address) =>
        run.Computer.Parts.Memory.Space.Find((nuint)address)?.Type;

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

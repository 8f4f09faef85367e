using ExPool.Mm;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>Units of shared addresses: lowest first, none twice, never in the hole.</summary>
public sealed class SharedUnitsTests
{
    private const ulong Start = 0x8000_0000;
    private const ulong Unit = 4UL << 20;
    private const ulong UnitPages = 1024;

    private readonly SharedUnits _units = new(Start, 8 * Unit, Unit, (Start + (4 * Unit), Unit));
    private readonly SystemRange _nonPaged;
    private readonly SystemRange _paged;

    public SharedUnitsTests()
    {
        _nonPaged = new SystemRange(SystemVaType.NonPagedPool, Start, 8 * Unit, _units);
        _paged = new SystemRange(SystemVaType.PagedPool, Start, 8 * Unit, _units);
        _units.Add(_nonPaged);
        _units.Add(_paged);
    }

    [Fact]
    public void A_region_grows_into_the_units_behind_its_own_until_they_are_anothers()
    {
        Assert.Equal(0UL, Take(_nonPaged, 0, 64));
        Assert.Equal(UnitPages, Take(_paged, 0, 64, mayJump: true));
        Assert.Equal(64UL, Take(_nonPaged, 64, UnitPages - 64));
        Assert.Null(Take(_nonPaged, UnitPages, 1));
        Assert.Equal(2 * UnitPages, Take(_nonPaged, UnitPages, 1, mayJump: true));
        Assert.Equal(SystemVaType.PagedPool, TypeOf(Start + Unit));
        Assert.Equal(SystemVaType.NonPagedPool, TypeOf(Start + (2 * Unit)));
        Assert.Null(TypeOf(Start + (3 * Unit)));
        Assert.Equal(4 * UnitPages, _units.FreePageCount);
    }

    [Fact]
    public void A_run_never_lies_in_the_hole_and_what_is_before_it_can_be_taken_first()
    {
        Assert.Equal(0UL, Take(_paged, 0, UnitPages));
        Assert.Null(Take(_paged, UnitPages, 4 * UnitPages));
        Assert.Equal(3 * UnitPages, _units.TakeRest(_paged, UnitPages));
        Assert.Equal(0UL, _units.TakeRest(_paged, 4 * UnitPages));
        Assert.Equal(5 * UnitPages, Take(_paged, 4 * UnitPages, 3 * UnitPages, mayJump: true));
        Assert.Equal(0UL, _units.FreePageCount);
        Assert.Null(Take(_nonPaged, 0, 1, mayJump: true));
        Assert.Equal(1UL, _nonPaged.FailureCount);
    }

    [Fact]
    public void Units_that_were_given_for_nothing_come_back_and_those_that_were_there_stay()
    {
        Assert.Equal(0UL, Take(_paged, 0, 1));
        ulong page = 1;
        Assert.True(_units.TryTake(_paged, ref page, UnitPages, mayJump: false, out (ulong, ulong) taken));
        Assert.Equal((UnitPages, UnitPages), taken);
        SharedUnits.Undo(_paged, taken);
        Assert.Equal(UnitPages, _paged.UsedCount);
        Assert.Equal(6 * UnitPages, _units.FreePageCount);
    }

    private ulong? Take(SystemRange range, ulong page, ulong count, bool mayJump = false) =>
        _units.TryTake(range, ref page, count, mayJump, out _) ? page : null;

    private SystemVaType? TypeOf(ulong address) => new SystemSpace([_nonPaged, _paged]).Find((nuint)address)?.Type;
}

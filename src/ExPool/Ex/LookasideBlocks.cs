using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Which blocks one look-aside list may hold: living ones of its pool, tag and size.</summary>
/// <remarks>An address is judged by arithmetic and its page's state before its header is read, so that neither a
/// caller's mistake nor a damaged link makes the list touch what is not the pool's.</remarks>
internal sealed class LookasideBlocks<TMachine>(
    TMachine machine, PoolKind kind, PoolPages<TMachine> pages, PoolTag tag, nuint byteCount, bool isAligned)
    where TMachine : struct, IMachine
{
    private readonly uint _units = new BlockShape<TMachine>(byteCount, isAligned, isCharged: false).Units;

    private nuint AlignmentMask => (isAligned ? CacheLine<TMachine>.ByteCount : (nuint)TMachine.UnitByteCount) - 1;

    /// <summary>The pool of the blocks.</summary>
    public PoolKind Kind => kind;

    /// <summary>The tag of the blocks.</summary>
    public PoolTag Tag => tag;

    /// <summary>Bytes of a payload.</summary>
    public nuint ByteCount => byteCount;

    /// <summary>Whether the address is the payload of a block that the list may hold.</summary>
    public bool Accepts(nuint address)
    {
        if (unchecked(address - pages.Start) >= pages.ByteCount || (address & AlignmentMask) != 0)
        {
            return false;
        }

        byte state = pages.StateOf(address);
        return _units != 0 ? AcceptsSmall(address, state) : AcceptsBig(address, state);
    }

    /// <summary>The stop for a block that is on the list already.</summary>
    public Ke.BugCheck DoubleFree(nuint address)
    {
        if (_units == 0)
        {
            return PoolStops.DoubleFree(address, address, 0, tag);
        }

        PoolBlock<TMachine> header = new(machine, address - (nuint)TMachine.HeaderByteCount);
        return PoolStops.DoubleFree(header.Address, address, header.Word, tag);
    }

    private bool AcceptsSmall(nuint address, byte state)
    {
        nuint block = address - (nuint)TMachine.HeaderByteCount;
        nuint page = PoolGeometry<TMachine>.PageOf(address);
        if ((state & PageState<TMachine>.SmallBit) == 0 || block < PoolGeometry<TMachine>.FirstBlock(page))
        {
            return false;
        }

        // All but the previous units, which others may change: the block's own owner holds it.
        ulong expected = PoolBlock<TMachine>.AllocatedWord(
            state & (uint)PageState<TMachine>.DescriptorMask, _units, kind, tag.Value);
        return PoolBlock<TMachine>.WithoutPrevious(new PoolBlock<TMachine>(machine, block).Word) == expected;
    }

    private bool AcceptsBig(nuint address, byte state) =>
        state == PageState<TMachine>.BigFirst
        && (address & PoolGeometry<TMachine>.PageMask) == 0
        && IsOfList(pages.BlockAt(address));

    /// <summary>A block that is charged to a process is no other's to have.</summary>
    private bool IsOfList(RunRecord<TMachine> run) =>
        run.Key == tag.Value
        && run.Owner == 0
        && run.PageCount == PoolGeometry<TMachine>.PagesFor(byteCount);
}

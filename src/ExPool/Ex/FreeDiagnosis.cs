using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Finds out why an address in a page of small blocks cannot be freed, by walking the page.</summary>
/// <remarks>Only on the way to a stop, under the descriptor's lock; changes nothing.</remarks>
internal readonly ref struct FreeDiagnosis<TMachine>(TMachine machine, PoolKind kind, uint poolIndex)
    where TMachine : struct, IMachine
{
    /// <summary>The stop that describes what is wrong.</summary>
    /// <param name="payload">What the caller passed.</param>
    /// <param name="given">The tag the caller passed.</param>
    /// <param name="isDamage">True when memory is damaged, false when the caller is mistaken.</param>
    public BugCheck Explain(nuint payload, PoolTag given, out bool isDamage)
    {
        nuint target = payload - (nuint)TMachine.HeaderByteCount;
        nuint page = PoolGeometry<TMachine>.PageOf(payload);
        nuint end = PoolGeometry<TMachine>.EndOfBlocks(page);
        nuint block = PoolGeometry<TMachine>.FirstBlock(page);
        uint previousUnits = 0;
        while (block < target && block < end)
        {
            PoolBlock<TMachine> header = new(machine, block);
            if (DamageOf(header, previousUnits, end) is BugCheck damage)
            {
                isDamage = true;
                return damage;
            }

            previousUnits = header.Units;
            block += header.Units * (nuint)TMachine.UnitByteCount;
        }

        if (block != target)
        {
            isDamage = false;
            return ExplainStranger(target, payload, given);
        }

        return ExplainBlock(new PoolBlock<TMachine>(machine, block), previousUnits, end, given, out isDamage);
    }

    private BugCheck ExplainBlock(
        PoolBlock<TMachine> header, uint previousUnits, nuint end, PoolTag given, out bool isDamage)
    {
        if (DamageOf(header, previousUnits, end) is BugCheck damage)
        {
            isDamage = true;
            return damage;
        }

        isDamage = false;
        return IsNotAllocated(header)
            ? PoolStops.DoubleFree(header.Address, header.Payload, header.Word, header.Tag)
            : PoolStops.WrongTag(header.Payload, header.Tag, given);
    }

    /// <summary>No block starts at the address; a block that did, and was merged into its neighbour, left
    /// its header.</summary>
    private BugCheck ExplainStranger(nuint target, nuint payload, PoolTag given)
    {
        PoolBlock<TMachine> header = new(machine, target);
        bool wasFreed = IsNotAllocated(header) && header.IsFree && header.PoolIndex == poolIndex && header.Units != 0;
        return wasFreed
            ? PoolStops.DoubleFree(target, payload, header.Word, header.Tag)
            : PoolStops.NoBlock(payload, given);
    }

    private BugCheck? DamageOf(PoolBlock<TMachine> header, uint previousUnits, nuint end)
    {
        if (header.PreviousUnits != previousUnits)
        {
            nuint previous = header.Address - (previousUnits * (nuint)TMachine.UnitByteCount);
            return PoolStops.NeighboursDisagree(header.Address, previous, header.Tag);
        }

        if (header.Units == 0)
        {
            return PoolStops.SizeZero(header.Address, header.Tag);
        }

        if (header.Address + (header.Units * (nuint)TMachine.UnitByteCount) > end)
        {
            return PoolStops.SizeTooLarge(header.Address, header.Tag);
        }

        bool isTypeGood = header.IsFree
            || (header.PoolType & ~PoolBlock<TMachine>.QuotaBit) == PoolBlock<TMachine>.TypeOf(kind);
        return isTypeGood && header.PoolIndex == poolIndex ? null : PoolStops.DamagedHeader(header.Address, header.Tag);
    }

    private static bool IsNotAllocated(PoolBlock<TMachine> header) =>
        header.IsFree || (header.TagField & PoolBlock<TMachine>.NotAllocatedBit) != 0;
}

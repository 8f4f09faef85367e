using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

// Blocks for payloads that start a cache line.
internal sealed partial class FreeLists<TMachine>
    where TMachine : struct, IMachine
{
    // A page's blocks of one size lie at four places of a line at most: one in four serves, so eight seldom miss.
    private const int ProbedBlockCount = 8;

    /// <summary>Takes a free block that an aligned one fits into: of nearly its size if one lies right, else of a size
    /// that always does.</summary>
    /// <param name="units">Units wanted.</param>
    /// <param name="found">Units of the block.</param>
    /// <returns>The block; 0 when no list has one.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public nuint TakeAligned(uint units, out uint found)
    {
        uint always = units + CacheLine<TMachine>.SlackUnits;
        for (found = units; found < always && found <= PoolGeometry<TMachine>.LargestUnits; found++)
        {
            nuint block = FindAligned(found, units);
            if (block != 0)
            {
                Remove(block, found);
                return block;
            }
        }

        return TakeFirst(always, out found);
    }

    /// <summary>A block of a list that an aligned one fits into, among the first few.</summary>
    private nuint FindAligned(uint listed, uint units)
    {
        nuint head = new DescriptorRecord<TMachine>(machine, descriptor).ListHeadAddress(listed);
        nuint entry = Link(head).Flink;
        for (int probe = 0; probe < ProbedBlockCount; probe++)
        {
            Check(head, entry, listed);
            if (entry == head)
            {
                break;
            }

            nuint block = entry - (nuint)TMachine.HeaderByteCount;
            PoolBlock<TMachine> header = new(machine, block);
            if (!header.IsFree)
            {
                gate.Damage(PoolStops.FreeBlockChanged(block, header.Tag));
            }

            if (CacheLine<TMachine>.Fits(block, listed, units))
            {
                return block;
            }

            entry = Link(entry).Flink;
        }

        return 0;
    }
}

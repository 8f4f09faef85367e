using System.Runtime.CompilerServices;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

// Cuts blocks whose payload starts a cache line.
internal sealed partial class PoolPage<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Cuts an aligned block out of a free one that is on no list; what lies before and behind it become
    /// ordinary free blocks.</summary>
    /// <param name="block">The block; its pool index is written.</param>
    /// <param name="found">Units of the block.</param>
    /// <param name="units">Units wanted; aligned, they fit.</param>
    /// <returns>The caller's part.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public nuint SplitAligned(nuint block, uint found, uint units)
    {
        PoolBlock<TMachine> front = new(machine, block);
        uint frontUnits = CacheLine<TMachine>.FrontUnits(front, found, units);
        if (frontUnits != 0)
        {
            PoolBlock<TMachine> rest = new(machine, block + Bytes(frontUnits));
            rest.PreviousUnits = frontUnits;
            rest.PoolIndex = front.PoolIndex;
            front.Units = frontUnits;
            front.Disown();
            found -= frontUnits;
            TellNext(rest.Address, found);
            lists.Insert(block, frontUnits, atTail: true);
            block = rest.Address;
        }

        SplitFront(block, found, units);
        return block;
    }
}

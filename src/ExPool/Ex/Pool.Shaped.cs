using ExPool.Machine;

namespace ExPool.Ex;

// Requests that an ordinary block does not serve: aligned to a cache line, or charged to a process.
internal sealed partial class Pool<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Allocates a block of a shape of its own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tag">The caller's tag; on return the tag to count under.</param>
    /// <param name="charged">Bytes to count.</param>
    /// <returns>The payload; 0 when the pool is exhausted.</returns>
    private nuint AllocateShaped(PoolRequest request, ref PoolTag tag, out ulong charged)
    {
        BlockShape<TMachine> shape = request.ShapeOn<TMachine>();
        charged = shape.ChargedByteCount;
        if (!shape.IsSmall)
        {
            return AllocateBig(request, ref tag, out charged);
        }

        nuint address = request.IsAligned ? AllocateAligned(shape.Units, tag) : AllocateSmall(shape.Units, tag);
        if (address != 0 && request.Owner != 0)
        {
            Bill(address, shape.Units, request.Owner);
        }

        return address;
    }

    private nuint AllocateAligned(uint units, PoolTag tag)
    {
        nuint address = ChooseDescriptor().AllocateAligned(units, tag);
        for (int index = 0; address == 0 && index < _descriptors.Length; index++)
        {
            // No page is left for the chosen descriptor; what another one has free is still the pool's.
            address = _descriptors[index].AllocateAlignedFromLists(units, tag);
        }

        return address;
    }
}

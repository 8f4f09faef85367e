using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

// Requests that an ordinary block does not serve: aligned to a cache line, or charged to a process.
internal sealed partial class Pool<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Allocates a block of a shape of its own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="charged">Bytes to count.</param>
    /// <returns>The payload; 0 when the pool is exhausted.</returns>
    private nuint AllocateShaped(PoolRequest request, out ulong charged)
    {
        BlockShape<TMachine> shape = request.ShapeOn<TMachine>();
        charged = shape.ChargedByteCount;
        if (!shape.IsSmall)
        {
            return AllocateShapedBig(request, out charged);
        }

        nuint address = request.IsAligned
            ? _blocks.AllocateAligned(shape.Units, request.Tag)
            : AllocateSmall(shape.Units, request.Tag, out charged);
        if (address != 0 && request.Owner != 0)
        {
            Bill(address, shape.Units, request.Owner);
        }

        return address;
    }

    private nuint AllocateShapedBig(PoolRequest request, out ulong charged)
    {
        nuint address = AllocateBig(PoolGeometry<TMachine>.PagesFor(request.ByteCount), request.Tag, out charged);
        if (address != 0)
        {
            RunRecord<TMachine> run = _pages.BlockAt(address);
            run.Owner = request.Owner;
        }

        return address;
    }
}

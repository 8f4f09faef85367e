using System.Collections.Generic;
using ExPool.Model.Profiles;

namespace ExPool.Model.Io;

/// <summary>The blocks that a request took so far: kept when it is done, given back when it cannot be.</summary>
internal sealed class BlockList(IKernel kernel)
{
    private readonly List<(nuint Address, string Tag)> _taken = [];

    /// <summary>Takes a block for a structure, filled with zeros.</summary>
    /// <returns>False when the pool has none.</returns>
    public bool TryTake(StructureForm form, out nuint address, uint extraByteCount = 0) =>
        TryTake(form.Pool, form.ByteCount + extraByteCount, form.Tag, out address);

    /// <summary>Takes a block, filled with zeros.</summary>
    /// <returns>False when the pool has none.</returns>
    public bool TryTake(PoolFlags pool, uint byteCount, string tag, out nuint address)
    {
        address = kernel.Allocate(pool, byteCount, tag);
        if (address == 0)
        {
            return false;
        }

        _taken.Add((address, tag));
        return true;
    }

    /// <summary>Gives all blocks back.</summary>
    public void GiveBack()
    {
        foreach ((nuint address, string tag) in _taken)
        {
            kernel.Free(address, tag);
        }

        _taken.Clear();
    }
}

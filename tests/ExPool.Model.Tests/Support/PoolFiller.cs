using System;
using System.Collections.Generic;

namespace ExPool.Model.Tests.Support;

/// <summary>Takes all of nonpaged pool but for so many bytes, until it is disposed.</summary>
internal sealed class PoolFiller : IDisposable
{
    private readonly IKernel _kernel;
    private readonly List<nuint> _blocks = [];

    public PoolFiller(IKernel kernel, int leftByteCount)
    {
        _kernel = kernel;
        nuint kept = leftByteCount == 0 ? 0 : kernel.Allocate(PoolFlags.NonPaged, (nuint)leftByteCount, "Kept");
        for (nuint byteCount = 1 << 20; byteCount >= 8;)
        {
            nuint block = kernel.Allocate(PoolFlags.NonPaged | PoolFlags.Uninitialized, byteCount, "Fill");
            if (block == 0)
            {
                byteCount /= 2;
            }
            else
            {
                _blocks.Add(block);
            }
        }

        if (kept != 0)
        {
            kernel.Free(kept, "Kept");
        }
    }

    public void Dispose()
    {
        foreach (nuint block in _blocks)
        {
            _kernel.Free(block, "Fill");
        }
    }
}

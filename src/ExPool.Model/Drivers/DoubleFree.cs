using System;

namespace ExPool.Model.Drivers;

/// <summary>Frees a block twice.</summary>
/// <remarks>0xC2/7 while the block's header is there, which another block beside it makes sure of. When its page went
/// back with it, and for whole pages, which have no header: 0xC2/0x44 in nonpaged, 0xC2/0x50 in paged pool.</remarks>
internal sealed class DoubleFree(DriverArguments arguments) : Misbehaver(arguments)
{
    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "DoubleFree",
        "frees a block twice: 0xC2/7; when its pages are gone 0xC2/0x44 nonpaged, 0xC2/0x50 paged",
        [
            After,
            DriverParameter.Choice("pool", ["nonpaged", "paged"], "which pool"),
            DriverParameter.Number("block", DriverUnit.Bytes, "100B", 1, 100UL << 20, "bytes of the block"),
        ],
        arguments => new DoubleFree(arguments));

    /// <inheritdoc/>
    protected override TimeSpan Misbehave(IKernel kernel)
    {
        nuint block = kernel.Allocate(Pool, (nuint)Arguments["block"], "Dbl2");
        nuint beside = kernel.Allocate(Pool, (nuint)Arguments["block"], "Dbl2");
        Free(kernel, block);
        Free(kernel, block);
        Free(kernel, beside);
        return Tick;
    }

    private static void Free(IKernel kernel, nuint block)
    {
        if (block != 0)
        {
            kernel.Free(block, "Dbl2");
        }
    }
}

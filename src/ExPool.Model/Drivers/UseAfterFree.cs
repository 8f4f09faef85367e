using System;

namespace ExPool.Model.Drivers;

/// <summary>Goes on writing to a block that it has freed.</summary>
/// <remarks>The block lies on a free list by then, and the write goes over the list's links. The next allocation of
/// that size finds it: 0x19/3. A block that a look-aside list keeps holds no links: its next owner finds the rubbish,
/// and nothing stops.</remarks>
internal sealed class UseAfterFree(DriverArguments arguments) : Misbehaver(arguments)
{
    private const int BlockCount = 16;
    private const ulong Rubbish = 0x5555_5555_5555_5555;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "UseAfterFree",
        "writes to a block that it has freed: 0x19/3 at the next allocation, if no look-aside list keeps the block",
        [
            After,
            DriverParameter.Choice("pool", ["nonpaged", "paged"], "which pool"),
            DriverParameter.Number("block", DriverUnit.Bytes, "1000B", 16, 1300, "bytes of each block"),
        ],
        arguments => new UseAfterFree(arguments));

    /// <inheritdoc/>
    protected override TimeSpan Misbehave(IKernel kernel)
    {
        Span<nuint> blocks = stackalloc nuint[BlockCount];
        Allocate(kernel, blocks);

        // Blocks on both sides stay, so that this one is not merged with others.
        nuint freed = blocks[BlockCount / 2];
        Free(kernel, ref blocks[BlockCount / 2]);
        if (freed != 0)
        {
            kernel.Write(freed, Rubbish);
            kernel.Write(freed + sizeof(ulong), Rubbish);
        }

        Span<nuint> more = stackalloc nuint[BlockCount];
        Allocate(kernel, more);
        for (int index = 0; index < BlockCount; index++)
        {
            Free(kernel, ref blocks[index]);
            Free(kernel, ref more[index]);
        }

        return Tick;
    }

    private void Allocate(IKernel kernel, Span<nuint> blocks)
    {
        foreach (ref nuint block in blocks)
        {
            block = kernel.Allocate(Pool, (nuint)Arguments["block"], "UsAF");
        }
    }

    private static void Free(IKernel kernel, ref nuint block)
    {
        if (block != 0)
        {
            kernel.Free(block, "UsAF");
            block = 0;
        }
    }
}

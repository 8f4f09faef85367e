using System;

namespace ExPool.Model.Drivers;

/// <summary>Writes past the end of a block, into the block behind it.</summary>
/// <remarks>
/// It looks for two blocks that lie side by side in a page, as any two blocks of one size may. Nothing stops the
/// write; the damage is found when a block is freed: 0x19/0x20 where its own block is freed, 0xC2/0xA where only the
/// tag of the other one was hit and that is freed. Blocks are larger than those of look-aside lists, which look at no
/// neighbour.
/// </remarks>
internal sealed class Overrunner(DriverArguments arguments) : Misbehaver(arguments)
{
    private const int TryCount = 32;
    private const nuint PageByteCount = 4096;
    private const byte Rubbish = 0xEE;
    private const uint RubbishTag = 0x2121_2121;
    private const int TagOffset = 4;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Overrunner",
        "writes past the end of a block into the next one: 0x19/0x20, or 0xC2/0xA where it hits the tag only",
        [
            After,
            DriverParameter.Choice("pool", ["nonpaged", "paged"], "which pool"),
            DriverParameter.Choice("hits", ["header", "tag"], "what it overwrites of the next block"),
            DriverParameter.Number("block", DriverUnit.Bytes, "1000B", 600, 1300, "bytes of each block"),
        ],
        arguments => new Overrunner(arguments));

    /// <inheritdoc/>
    protected override TimeSpan Misbehave(IKernel kernel)
    {
        nuint unit = (nuint)kernel.PointerByteCount * 2; // A header, and what sizes are rounded to.
        nuint distance = ((nuint)Arguments["block"] + unit + unit - 1) / unit * unit;
        Span<nuint> blocks = stackalloc nuint[TryCount];
        foreach (ref nuint block in blocks)
        {
            block = kernel.Allocate(Pool, (nuint)Arguments["block"], "Over");
        }

        foreach (nuint block in blocks)
        {
            nuint next = block + distance;
            if (block != 0 && block / PageByteCount == next / PageByteCount && blocks.Contains(next))
            {
                Overrun(kernel, block, next, unit);
                break;
            }
        }

        foreach (nuint block in blocks)
        {
            if (block != 0)
            {
                kernel.Free(block, "Over");
            }
        }

        return Tick;
    }

    private void Overrun(IKernel kernel, nuint block, nuint next, nuint headerByteCount)
    {
        nuint header = next - headerByteCount;
        if (Arguments.Is("hits", "tag"))
        {
            kernel.Write(header + TagOffset, RubbishTag);
            kernel.Free(next, "Over");
        }
        else
        {
            kernel.Fill(header, headerByteCount, Rubbish);
            kernel.Free(block, "Over");
        }
    }
}

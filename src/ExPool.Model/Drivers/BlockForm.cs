using System;

namespace ExPool.Model.Drivers;

/// <summary>A block that is needed for something, together with others: all of them are had, or none.</summary>
/// <param name="Pool">The pool that it comes from.</param>
/// <param name="ByteCount">Its bytes.</param>
/// <param name="Tag">Its tag.</param>
internal readonly record struct BlockForm(PoolFlags Pool, int ByteCount, string Tag)
{
    /// <summary>A block of nonpaged pool.</summary>
    public static BlockForm NonPaged(int byteCount, string tag) => new(PoolFlags.NonPaged, byteCount, tag);

    /// <summary>A block of paged pool.</summary>
    public static BlockForm Paged(int byteCount, string tag) => new(PoolFlags.Paged, byteCount, tag);

    /// <summary>Allocates blocks.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="forms">What is needed.</param>
    /// <param name="blocks">A place for each.</param>
    /// <returns>How many there are: when one is refused, 0 blocks are held and this is its number.</returns>
    public static int Allocate(IKernel kernel, ReadOnlySpan<BlockForm> forms, Span<nuint> blocks)
    {
        for (int index = 0; index < forms.Length; index++)
        {
            blocks[index] = kernel.Allocate(forms[index].Pool, (nuint)forms[index].ByteCount, forms[index].Tag);
            if (blocks[index] == 0)
            {
                Free(kernel, forms[..index], blocks);
                return index;
            }
        }

        return forms.Length;
    }

    /// <summary>Frees blocks.</summary>
    public static void Free(IKernel kernel, ReadOnlySpan<BlockForm> forms, ReadOnlySpan<nuint> blocks)
    {
        for (int index = forms.Length - 1; index >= 0; index--)
        {
            kernel.Free(blocks[index], forms[index].Tag);
        }
    }
}

using System;

namespace ExPool.Benchmarks.Works;

/// <summary>How large the blocks of a row are: all of one size, or random within bounds.</summary>
/// <param name="Minimum">The smallest, in bytes.</param>
/// <param name="Maximum">The largest, in bytes.</param>
internal readonly record struct BlockSizes(int Minimum, int Maximum)
{
    /// <summary>The seed of every table: a run repeats.</summary>
    public const int Seed = 20_261;

    /// <summary>All of one size.</summary>
    public bool IsFixed => Minimum == Maximum;

    /// <summary>All of one size.</summary>
    /// <param name="byteCount">The size.</param>
    public static BlockSizes Fixed(int byteCount) => new(byteCount, byteCount);

    /// <summary>Random sizes, each as likely as the others.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Where they begin.</param>
    public int[] Table(int count, int seed = Seed)
    {
        Random random = new(seed);
        int[] sizes = new int[count];
        for (int index = 0; index < count; index++)
        {
            sizes[index] = random.Next(Minimum, Maximum + 1);
        }

        return sizes;
    }
}

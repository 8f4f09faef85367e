namespace ExPool.Model.Ke;

/// <summary>Numbers that look random and are the same for the same seed, on every system and version.</summary>
/// <remarks>SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.</remarks>
public sealed class SeededRandom(ulong seed)
{
    /// <summary>All there is to know: saved, it goes on as if nothing had been.</summary>
    public ulong State { get; set; } = seed;

    /// <summary>A number from 0 to 2^64 - 1.</summary>
    public ulong Next()
    {
        unchecked
        {
            State += 0x9E37_79B9_7F4A_7C15;
            ulong z = State;
            z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
            z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>A number from 0 to one less than a bound.</summary>
    /// <param name="bound">From 1.</param>
    public uint Next(uint bound) => (uint)(((Next() >> 32) * bound) >> 32);

    /// <summary>A number from a smallest to a largest.</summary>
    /// <param name="smallest">The smallest.</param>
    /// <param name="largest">The largest; not below <paramref name="smallest"/>.</param>
    public uint Between(uint smallest, uint largest) => smallest + Next(largest - smallest + 1);
}

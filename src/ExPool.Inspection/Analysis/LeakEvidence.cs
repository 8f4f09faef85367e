namespace ExPool.Inspection.Analysis;

/// <summary>Why a tag is taken to leak.</summary>
/// <param name="WindowCount">Steps between windows that were looked at.</param>
/// <param name="RisingCount">Steps in which the level of blocks rose.</param>
/// <param name="BlockGrowth">Blocks that the level rose by.</param>
/// <param name="ByteGrowth">Bytes that the level rose by.</param>
/// <param name="BlocksPerSecond">The slope of the blocks.</param>
/// <param name="BytesPerSecond">The slope of the bytes.</param>
/// <param name="LastThird">The part of the growth that came in the last third; a third for a straight line.</param>
/// <param name="Significance">The mean step over its uncertainty.</param>
internal sealed record LeakEvidence(
    int WindowCount,
    int RisingCount,
    double BlockGrowth,
    double ByteGrowth,
    double BlocksPerSecond,
    double BytesPerSecond,
    double LastThird,
    double Significance);

namespace ExPool.Inspection.Analysis;

/// <summary>Pieces of free memory of about one size: at least this many bytes, and less than twice as many.</summary>
/// <param name="MinimumByteCount">The least bytes of a piece; a power of two.</param>
/// <param name="Count">Pieces.</param>
/// <param name="ByteCount">Their bytes.</param>
public readonly record struct SizeBucket(ulong MinimumByteCount, ulong Count, ulong ByteCount);

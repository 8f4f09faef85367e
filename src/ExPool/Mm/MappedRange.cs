namespace ExPool.Mm;

/// <summary>The addresses that one page-table entry speaks for: a page, a large page, or all that an absent table
/// would have covered.</summary>
/// <param name="Address">The first address; a multiple of the length.</param>
/// <param name="ByteCount">The length; a power of two, at least a page.</param>
/// <param name="Translation">Of the first address.</param>
public readonly record struct MappedRange(ulong Address, ulong ByteCount, Translation Translation);

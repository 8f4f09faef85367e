namespace ExPool.Snapshots.Reading;

/// <summary>What is wrong with a chain of headers in a page.</summary>
/// <param name="Kind">The first parameter of the stop 0x19 that says the same.</param>
/// <param name="Offset">The header's offset in its page.</param>
/// <param name="Tag">The tag of the block before the header, or of its own block when it is the first.</param>
/// <param name="Text">The value and what was expected; the address follows in the message.</param>
internal readonly record struct HeaderDamage(ulong Kind, int Offset, PoolTag Tag, string Text);

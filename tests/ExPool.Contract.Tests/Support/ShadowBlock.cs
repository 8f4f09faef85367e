namespace ExPool.Contract.Tests.Support;

/// <summary>A living block as the test remembers it.</summary>
/// <param name="Address">What the pool answered.</param>
/// <param name="ByteCount">What was asked for.</param>
/// <param name="Kind">The pool.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Seed">The seed of its contents.</param>
internal readonly record struct ShadowBlock(
    nuint Address, int ByteCount, PoolKind Kind, PoolTag Tag, uint Seed);

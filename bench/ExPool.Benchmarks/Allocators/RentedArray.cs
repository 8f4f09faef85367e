namespace ExPool.Benchmarks.Allocators;

/// <summary>An array from <c>ArrayPool</c>, wrapped: loops over a struct are compiled for it alone.</summary>
/// <param name="Bytes">The array.</param>
internal readonly record struct RentedArray(byte[] Bytes);

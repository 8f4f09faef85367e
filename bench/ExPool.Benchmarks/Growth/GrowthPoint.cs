namespace ExPool.Benchmarks.Growth;

/// <summary>One measured point of a growth table.</summary>
/// <param name="X">What grows.</param>
/// <param name="Ours">The pools' value.</param>
/// <param name="NativeMemory">NativeMemory's value.</param>
internal readonly record struct GrowthPoint(long X, double Ours, double NativeMemory);

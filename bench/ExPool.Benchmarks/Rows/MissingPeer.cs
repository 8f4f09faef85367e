namespace ExPool.Benchmarks.Rows;

/// <summary>A peer that could not take part.</summary>
/// <param name="Name">The peer.</param>
/// <param name="Reason">Why, and how to install it.</param>
internal readonly record struct MissingPeer(string Name, string Reason);

namespace ExPool.Model.Profiles;

/// <summary>A structure that a Windows release allocates for itself.</summary>
/// <param name="Name">What it is, as "Process".</param>
/// <param name="Tag">The four characters of its pool tag.</param>
/// <param name="IsPaged">Which pool it lies in.</param>
/// <param name="ByteCount">The bytes that are asked for.</param>
/// <param name="Source">Who publishes the size: keys of docs/sources.md; "unverified" when nobody does.</param>
internal sealed record StructureForm(string Name, string Tag, bool IsPaged, uint ByteCount, string Source)
{
    /// <summary>Which pool, as pools are asked for it.</summary>
    public PoolFlags Pool => IsPaged ? PoolFlags.Paged : PoolFlags.NonPaged;
}

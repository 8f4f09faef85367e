namespace ExPool.Model.Profiles;

/// <summary>How much RAM one edition of a Windows version is licensed for.</summary>
/// <param name="Name">The edition.</param>
/// <param name="ByteCount">Bytes of RAM.</param>
/// <param name="Source">Who publishes it: keys of docs/sources.md.</param>
public sealed record EditionLimit(string Name, ulong ByteCount, string Source)
{
    /// <summary>Bytes of RAM when user addresses end above 2 GB; <see langword="null"/> when that changes
    /// nothing.</summary>
    public ulong? ByteCountWith3Gb { get; init; }

    /// <summary>Bytes of RAM on a machine started like that.</summary>
    /// <param name="hasThreeGigabytes">User addresses end above 2 GB.</param>
    internal ulong Of(bool hasThreeGigabytes) => hasThreeGigabytes ? ByteCountWith3Gb ?? ByteCount : ByteCount;
}

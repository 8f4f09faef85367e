namespace ExPool.Model.Profiles;

/// <summary>A part of the kernel's address space.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Start">Its first address.</param>
/// <param name="ByteCount">Its size; a multiple of the page size, and never 0.</param>
/// <param name="Source">Who publishes the place: keys of docs/sources.md.</param>
public sealed record SystemRegion(SystemRegionKind Kind, ulong Start, ulong ByteCount, string Source)
{
    /// <summary>Its last address; the end itself may not fit 64 bits.</summary>
    public ulong Last => Start + (ByteCount - 1);
}

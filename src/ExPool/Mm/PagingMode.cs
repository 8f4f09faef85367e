namespace ExPool.Mm;

/// <summary>How a processor translates addresses: how wide an entry is, and how many tables are walked.</summary>
/// <remarks>docs/sources.md#page-tables.</remarks>
public enum PagingMode : byte
{
    /// <summary>Two levels of 4-byte entries; 32-bit addresses, large pages of 4 MiB.</summary>
    X86 = 0,

    /// <summary>Three levels of 8-byte entries, of which the top one has only 4; 32-bit addresses, large pages
    /// of 2 MiB.</summary>
    Pae = 1,

    /// <summary>Four levels of 8-byte entries; 48-bit addresses, large pages of 2 MiB.</summary>
    Amd64 = 2,
}

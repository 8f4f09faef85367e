using System;

namespace ExPool.Mm;

/// <summary>What a valid page-table entry tells the processor, and the two bits in which NT remembers more.</summary>
/// <remarks>NT's MMPTE_HARDWARE, without the frame; docs/sources.md#page-table-entries.</remarks>
[Flags]
public enum PteFlags : ushort
{
    /// <summary>Kernel mode may read.</summary>
    None = 0,

    /// <summary>The processor lets writes through. Since Vista NT clears it while the page is clean.</summary>
    Writable = 1,

    /// <summary>User mode may touch it.</summary>
    User = 2,

    /// <summary>The processor used the entry.</summary>
    Accessed = 4,

    /// <summary>The processor wrote to the page.</summary>
    Dirty = 8,

    /// <summary>The entry maps a large page itself, instead of naming a table. Never at level 0.</summary>
    Large = 16,

    /// <summary>Stays in the translation buffer when the address space changes.</summary>
    Global = 32,

    /// <summary>Must not be executed. 4-byte entries have no such bit; there it is ignored.</summary>
    NoExecute = 64,

    /// <summary>Software's: a write makes a copy.</summary>
    CopyOnWrite = 128,

    /// <summary>Software's: a write is allowed, though the processor may still stop the first one.</summary>
    MayWrite = 256,

    /// <summary>Writes go through the cache.</summary>
    WriteThrough = 512,

    /// <summary>The page is not cached.</summary>
    CacheDisable = 1024,
}

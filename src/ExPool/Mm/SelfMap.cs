using System;

namespace ExPool.Mm;

/// <summary>Finds page-table entries by virtual address: NT maps its page tables as one array.</summary>
/// <remarks>
/// NT's MiGetPteAddress. The entry of address a is at base + (a / 4096) * entry; the entry above it is the entry of
/// that address, and so on up (docs/sources.md#page-tables).
/// </remarks>
public static class SelfMap
{
    /// <summary>Where the array starts in both 32-bit modes, NT's PTE_BASE.</summary>
    public const ulong PteBase32 = 0xC0000000;

    /// <summary>Where the array starts on amd64 before Windows 10 version 1607, NT's PTE_BASE. Later versions choose it
    /// at boot.</summary>
    public const ulong PteBase64 = 0xFFFFF680_00000000;

    /// <summary>Where the array starts, unless Windows chose another place.</summary>
    public static ulong DefaultPteBase(PagingMode mode) => mode == PagingMode.Amd64 ? PteBase64 : PteBase32;

    /// <summary>The virtual address of the entry that names an address's page.</summary>
    public static ulong PteAddressOf(this PteFormat format, ulong address, ulong pteBase)
    {
        ArgumentNullException.ThrowIfNull(format);
        return pteBase + ((address & format.AddressMask) >> 12) * (ulong)format.EntryByteCount;
    }

    /// <summary>The virtual address of the entry of a level that an address uses: 0 the PTE, 1 the PDE, 2 the PPE,
    /// 3 the PXE.</summary>
    public static ulong EntryAddressOf(this PteFormat format, ulong address, int level, ulong pteBase)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, format.LevelCount);
        for (int i = 0; i <= level; i++)
        {
            address = format.PteAddressOf(address, pteBase);
        }

        return address;
    }

    /// <summary>The first address of the page that the entry at a virtual address names: the inverse of
    /// <see cref="PteAddressOf"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The address is not within the array.</exception>
    public static ulong AddressOf(this PteFormat format, ulong pteAddress, ulong pteBase)
    {
        ArgumentNullException.ThrowIfNull(format);
        ulong offset = unchecked(pteAddress - pteBase);
        ulong entry = offset / (ulong)format.EntryByteCount;
        if (entry > format.AddressMask >> 12)
        {
            throw new ArgumentOutOfRangeException(
                nameof(pteAddress), pteAddress, $"No entry is there; expected the page tables from {pteBase:X} on");
        }

        return format.Canonical(entry << 12);
    }
}

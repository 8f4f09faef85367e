using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Addresses of the system's half from the numbers of their pages.</summary>
internal static class SystemAddress
{
    private const ulong Upper = 0xFFFF_0000_0000_0000;

    /// <summary>The number of a page as the entry of a frame holds it: without the sign.</summary>
    public static ulong PageOf(nuint address) => (address >> PhysicalMemory.PageShift) & ((1UL << 36) - 1);

    /// <summary>The first address of a page that the entry of a frame names: the number may have lost its
    /// sign.</summary>
    public static nuint OfPage(ulong page, PteFormat format)
    {
        ulong address = page << PhysicalMemory.PageShift;
        return (nuint)(format.Mode == PagingMode.Amd64 && (address & (1UL << 47)) != 0 ? address | Upper : address);
    }
}

using ExPool.Mm;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Support;

/// <summary>Small machines for tests.</summary>
internal static class TestComputers
{
    private const ulong Megabyte = 1 << 20;

    /// <summary>Pools that start small and may become as large as RAM.</summary>
    public static ExecutiveOptions Pools(ulong pagedMaximum) => ExecutiveOptions.Nt with
    {
        NonPagedInitialByteCount = 256 << 10,
        NonPagedMaximumByteCount = 16 * Megabyte,
        PagedInitialByteCount = 256 << 10,
        PagedMaximumByteCount = pagedMaximum,
        GrowthByteCount = 256 << 10,
    };

    /// <summary>A machine of a kind.</summary>
    public static Computer Boot(
        PagingMode mode, ulong ram = 64 * Megabyte, ulong pagingFile = 0, ComputerOptions? options = null,
        ulong? pagedMaximum = null)
    {
        options ??= new ComputerOptions();
        options = options with
        {
            PhysicalByteCount = ram,
            PagingFiles = pagingFile == 0 ? [] : [new PagingFileOptions(pagingFile / 2, pagingFile)],
        };
        return Computer.Boot(options, BareLayout.Of(mode, ram), Pools(pagedMaximum ?? ram + pagingFile));
    }
}

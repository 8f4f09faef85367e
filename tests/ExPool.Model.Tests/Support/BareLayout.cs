using ExPool.Mm;

namespace ExPool.Model.Tests.Support;

/// <summary>Plain machines of each kind: round addresses, no Windows release.</summary>
internal static class BareLayout
{
    private const ulong Megabyte = 1 << 20;
    private const ulong Gigabyte = 1 << 30;

    public static SystemLayout Of(PagingMode mode, ulong physicalByteCount) =>
        mode == PagingMode.Amd64 ? X64(physicalByteCount) : X86(mode, physicalByteCount);

    private static SystemLayout X64(ulong physicalByteCount) => new()
    {
        Format = PteFormat.Of(PagingMode.Amd64, PteGeneration.VistaSp1To7),
        Runs = [new(1, (uint)(physicalByteCount >> 12) - 1)],
        SelfMap = SelfMap.PteBase64,
        UserEnd = 8192 * Gigabyte,
        Images = [(Address(0xFFFFF800_00000000), (uint)(4 * Megabyte >> 12))],
        Tables = (0xFFFFF801_00000000, 64 * Gigabyte),
        Regions =
        [
            (SystemVaType.SystemPtes, 0xFFFFF880_00000000, 128 * Gigabyte),
            (SystemVaType.PagedPool, 0xFFFFF8A0_00000000, 128 * Gigabyte),
            (SystemVaType.SystemCache, 0xFFFFF980_00000000, 64 * Gigabyte),
            (SystemVaType.NonPagedPool, 0xFFFFFA84_00000000, 512 * Gigabyte),
            (SystemVaType.SessionSpace, 0xFFFFF900_00000000, 512 * Gigabyte),
        ],
    };

    private static SystemLayout X86(PagingMode mode, ulong physicalByteCount) => new()
    {
        Format = PteFormat.Of(mode, PteGeneration.VistaSp1To7),
        Runs = [new(1, (uint)(physicalByteCount >> 12) - 1)],
        SelfMap = SelfMap.PteBase32,
        UserEnd = 2 * Gigabyte,
        Images = [(0x80800000, (uint)(4 * Megabyte >> 12))],
        Tables = (0x84000000, 128 * Megabyte),
        Regions =
        [
            (SystemVaType.SystemCache, 0x90000000, 64 * Megabyte),
            (SystemVaType.PagedPool, 0xA0000000, 384 * Megabyte),
            (SystemVaType.SystemPtes, 0xE0000000, 128 * Megabyte),
            (SystemVaType.NonPagedPool, 0xE8000000, 256 * Megabyte),
            (SystemVaType.SessionSpace, 0xBC000000, 64 * Megabyte),
        ],
    };

    private static nuint Address(ulong value) => (nuint)value;
}

namespace ExPool.Snapshots.Layouts;

/// <summary>Offsets in the root block, from which everything else is found.</summary>
internal sealed record RootLayout
{
    /// <summary>The bytes EXPOOLKD as a number.</summary>
    public ulong SignatureValue { get; init; } = 0x444B_4C4F_4F50_5845;

    public uint VersionValue { get; init; } = 4;

    public int ByteCount { get; init; } = 0x1000;

    public int Signature { get; init; } // 0

    public int Version { get; init; } = 0x008;

    public int RootByteCount { get; init; } = 0x00C;

    public int TablesAddress { get; init; } = 0x010;

    public int TablesByteCount { get; init; } = 0x018;

    public int TablesUsedByteCount { get; init; } = 0x020;

    public int PointerByteCount { get; init; } = 0x028;

    public int PageByteCount { get; init; } = 0x02C;

    public int UnitByteCount { get; init; } = 0x030;

    public int HeaderByteCount { get; init; } = 0x034;

    public int FirstBlockByteOffset { get; init; } = 0x038;

    public int UnitsPerPage { get; init; } = 0x03C;

    public int ProcessId { get; init; } = 0x040;

    public int TablesLock { get; init; } = 0x044;

    public int StartedAt { get; init; } = 0x048;

    public int Name { get; init; } = 0x050;

    public int NameByteCount { get; init; } = 0x20;

    public int ProcessorsAddress { get; init; } = 0x070;

    public int ProcessorCount { get; init; } = 0x078;

    public int ProcessorMaximum { get; init; } = 0x07C;

    public int TagsAddress { get; init; } = 0x080;

    public int TagCount { get; init; } = 0x088;

    public int TagMaximum { get; init; } = 0x08C;

    public int TagIndexAddress { get; init; } = 0x090;

    public int TagIndexMask { get; init; } = 0x098;

    public int TagLock { get; init; } = 0x09C;

    public int LookasideClassCount { get; init; } = 0x0A0;

    public int BalanceLock { get; init; } = 0x0A4;

    public int BalanceCount { get; init; } = 0x0A8;

    public int BalanceTick { get; init; } = 0x0B0;

    public int DrainCount { get; init; } = 0x0B8;

    public int StopState { get; init; } = 0x0C0;

    public int StopCode { get; init; } = 0x0C4;

    public int StopParameters { get; init; } = 0x0C8;

    public int StopTag { get; init; } = 0x0E8;

    public int StopAddress { get; init; } = 0x0F0;

    public int NonPagedPool { get; init; } = 0x100;

    public int PagedPool { get; init; } = 0x500;

    public int ProcessesAddress { get; init; } = 0x900;

    public int ProcessCount { get; init; } = 0x908;

    public int LookasideLists { get; init; } = 0x910;

    public int LookasideCount { get; init; } = 0x920;
}

using System.Globalization;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Screens;

/// <summary>The memory figures above poolmon's table, in kilobytes; what is not known shows as -.</summary>
internal sealed record PoolmonHeader
{
    private const ulong KilobytesPerPage = 4;

    /// <summary>RAM of the machine.</summary>
    public ulong? Memory { get; init; }

    /// <summary>RAM that is available.</summary>
    public ulong? Available { get; init; }

    /// <summary>Page faults since the last refresh; a count.</summary>
    public ulong? PageFaults { get; init; }

    /// <summary>Kernel code and data in RAM.</summary>
    public ulong? KernelInRam { get; init; }

    /// <summary>Paged pool in RAM.</summary>
    public ulong? PagedInRam { get; init; }

    /// <summary>Memory the system has promised.</summary>
    public ulong? Commit { get; init; }

    /// <summary>Memory the system can promise.</summary>
    public ulong? CommitLimit { get; init; }

    /// <summary>The most it had promised at once.</summary>
    public ulong? CommitPeak { get; init; }

    /// <summary>Size of the nonpaged pool.</summary>
    public ulong? NonPaged { get; init; }

    /// <summary>Size of the paged pool.</summary>
    public ulong? Paged { get; init; }

    /// <summary>What a snapshot of one process's pools knows: nothing of the machine, all of its pools.</summary>
    /// <remarks>Commit and its limit are the pools' own: what they have grown to, and what they may grow
    /// to.</remarks>
    /// <param name="snapshot">The snapshot.</param>
    public static PoolmonHeader Of(PoolSnapshot snapshot) => new()
    {
        Commit = Kilobytes(snapshot.NonPaged.CommittedBytes + snapshot.Paged.CommittedBytes),
        CommitLimit = Kilobytes(snapshot.NonPaged.MaximumBytes + snapshot.Paged.MaximumBytes),
        PagedInRam = Kilobytes(snapshot.Paged.ResidentBytes),
        NonPaged = Kilobytes(snapshot.NonPaged.BytesInUse),
        Paged = Kilobytes(snapshot.Paged.BytesInUse),
    };

    /// <summary>What a snapshot of a machine knows: the machine's memory too.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="memory">The machine's memory.</param>
    /// <param name="before">Its memory at the last refresh; <see langword="null"/> at the first.</param>
    public static PoolmonHeader Of(PoolSnapshot snapshot, MemoryReport memory, MemoryReport? before) =>
        Of(snapshot) with
        {
            Memory = memory.PhysicalPages * KilobytesPerPage,
            Available = memory.AvailablePages * KilobytesPerPage,
            PageFaults = before is null ? null : memory.Counters.PageFaults - before.Counters.PageFaults,
            Commit = memory.CommittedPages * KilobytesPerPage,
            CommitLimit = memory.CommitLimitPages * KilobytesPerPage,
            CommitPeak = memory.PeakCommittedPages * KilobytesPerPage,
        };

    /// <summary>The first line.</summary>
    public string MemoryLine() =>
        $" Memory:{Cell(Memory, 8)} Avail:{Cell(Available, 8)}  PageFlts:{Number(PageFaults, 6)}"
        + $"   InRam Krnl:{Cell(KernelInRam, 5)} P:{Cell(PagedInRam, 5)}";

    /// <summary>The second line.</summary>
    public string CommitLine() =>
        $" Commit:{Cell(Commit, 7)} Limit:{Cell(CommitLimit, 7)} Peak:{Cell(CommitPeak, 7)}"
        + $"            Pool N:{Cell(NonPaged, 5)} P:{Cell(Paged, 5)}";

    private static ulong? Kilobytes(ulong? byteCount) => byteCount / 1024;

    private static string Number(ulong? value, int width) =>
        (value?.ToString(CultureInfo.InvariantCulture) ?? "-").PadLeft(width);

    private static string Cell(ulong? value, int width) =>
        value is null ? "-".PadLeft(width + 1) : Number(value, width) + "K";
}

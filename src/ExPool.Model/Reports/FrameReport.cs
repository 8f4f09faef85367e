using ExPool.Model.Mm;

namespace ExPool.Model.Reports;

/// <summary>What is known of one frame: the debugger's !pfn.</summary>
public sealed record FrameReport
{
    /// <summary>Its number.</summary>
    public required ulong Frame { get; init; }

    /// <summary>The address space of its page; 0 is the system's, <see langword="null"/> when nobody owns it.</summary>
    public uint? Space { get; init; }

    /// <summary>Where it is: NT's PageLocation.</summary>
    public required PageLocation Location { get; init; }

    /// <summary>What it is for; none on the lists of frames that nobody owns.</summary>
    public required FrameUse Use { get; init; }

    /// <summary>Whether it was never used since boot.</summary>
    public required bool IsFresh { get; init; }

    /// <summary>Whether it is part of a large page.</summary>
    public required bool IsLarge { get; init; }

    /// <summary>Whether it holds what no paging file holds.</summary>
    public required bool IsModified { get; init; }

    /// <summary>The next frame of its list: NT's Flink; <see langword="null"/> at the end, or on no list.</summary>
    public ulong? Flink { get; init; }

    /// <summary>The frame before it: NT's Blink; <see langword="null"/> at the head, or on no list.</summary>
    public ulong? Blink { get; init; }

    /// <summary>Entries that map it: NT's ShareCount; <see langword="null"/> for a table, whose entries are not
    /// counted.</summary>
    public ulong? ShareCount { get; init; }

    /// <summary>1 while mapped, and 1 for each transfer and lock: NT's ReferenceCount.</summary>
    public required ulong ReferenceCount { get; init; }

    /// <summary>The standby list that it goes to.</summary>
    public required int Priority { get; init; }

    /// <summary>The first address of its page; <see langword="null"/> when nobody owns it.</summary>
    public ulong? Address { get; init; }

    /// <summary>Where the entry is that owns it, in the self-map: NT's PteAddress.</summary>
    public ulong? PteAddress { get; init; }

    /// <summary>What that entry becomes when the frame is taken for something else: NT's OriginalPte.</summary>
    public ulong? OriginalPte { get; init; }

    /// <summary>The frame of the page table that holds the entry: NT's PteFrame.</summary>
    public ulong? PteFrame { get; init; }
}

namespace ExPool.Snapshots.Reading;

/// <summary>The kinds of damage: the first parameter of NT's stop 0x19.</summary>
internal static class FindingKind
{
    /// <summary>A counter is not what a recount gives. NT has no number for it.</summary>
    public const ulong Counter = 0;

    /// <summary>A list's links are damaged, or a block is on the wrong list.</summary>
    public const ulong List = 3;

    /// <summary>Two neighbours contradict each other.</summary>
    public const ulong Neighbours = 5;

    /// <summary>A header is damaged.</summary>
    public const ulong Header = 7;

    /// <summary>A block's size is zero.</summary>
    public const ulong SizeZero = 8;

    /// <summary>A block reaches past its page.</summary>
    public const ulong SizeTooLarge = 9;

    /// <summary>A page does not hold what its state says.</summary>
    public const ulong NotInPage = 0xA;

    /// <summary>The header of a free block was changed.</summary>
    public const ulong FreeHeaderChanged = 0xD;

    /// <summary>A large block has no entry that tracks it, or an entry has no block.</summary>
    public const ulong NoTrackingEntry = 0x22;
}

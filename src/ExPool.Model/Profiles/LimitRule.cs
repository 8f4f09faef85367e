namespace ExPool.Model.Profiles;

/// <summary>How a rule computes; the word that profiles write is in <see cref="ProfileReader"/>.</summary>
internal enum LimitRuleKind
{
    /// <summary>A number.</summary>
    Fixed,

    /// <summary>A base and so much for every MB above 4: NT 4.0 to Server 2003.</summary>
    Additions,

    /// <summary>A share of RAM.</summary>
    Percent,

    /// <summary>A share of RAM; where that is below a floor the floor, unless a larger share is below it too.</summary>
    Staged,

    /// <summary>A multiple of the nonpaged maximum.</summary>
    TimesNonPaged,

    /// <summary>The commit limit.</summary>
    Commit,

    /// <summary>The initial nonpaged size and so much more, when the other rule gives more than that.</summary>
    InitialPlus,

    /// <summary>A number of page table entries that doubles with RAM.</summary>
    EntryCount,

    /// <summary>No public source gives a number.</summary>
    Unknown,
}

/// <summary>One rule of one rule set, as a profile states it; all sizes in bytes.</summary>
internal sealed record LimitRule(LimitRuleKind Kind, string Text, string Source, string RuleSet)
{
    /// <summary>The number itself, the base, or the floor.</summary>
    public ulong Base { get; init; }

    /// <summary>The number itself with /3GB, when it is another.</summary>
    public ulong? BaseWith3Gb { get; init; }

    /// <summary>The number with LargeSystemCache, when it is another.</summary>
    public ulong? BaseWithLargeCache { get; init; }

    /// <summary>Bytes for every MB of RAM above 4 MB.</summary>
    public ulong PerMegabyte { get; init; }

    /// <summary>RAM from which machines are large.</summary>
    public ulong? LargeFrom { get; init; }

    /// <summary>Bytes for every MB on large machines.</summary>
    public ulong LargePerMegabyte { get; init; }

    /// <summary>The least on large machines, and the most on others.</summary>
    public ulong LargeAtLeast { get; init; }

    /// <summary>RAM above which the ceiling is reached, whatever the formula gives.</summary>
    public ulong? FullAbove { get; init; }

    /// <summary>RAM up to which the answer is <see cref="SmallValue"/>.</summary>
    public ulong? SmallUpTo { get; init; }

    /// <summary>The answer for small machines.</summary>
    public ulong SmallValue { get; init; }

    /// <summary>The PFN database counts.</summary>
    public bool AddsPfnDatabase { get; init; }

    /// <summary>Percent, or how many times.</summary>
    public uint Factor { get; init; }

    /// <summary>The larger percentage that must stay below the floor.</summary>
    public uint SmallFactor { get; init; }

    /// <summary>Rounded up to what whole page tables map.</summary>
    public bool RoundsToPageTables { get; init; }

    /// <summary>Never less.</summary>
    public ulong? AtLeast { get; init; }

    /// <summary>Never more.</summary>
    public ulong? AtMost { get; init; }

    /// <summary>Never more with /3GB.</summary>
    public ulong? AtMostWith3Gb { get; init; }

    /// <summary>How the summary tables print it.</summary>
    public string? Cell { get; init; }
}

/// <summary>A number read off one machine: an answer for that machine only.</summary>
internal sealed record LimitReading(
    string Limit, string RuleSet, ulong RamByteCount, ulong ByteCount, string Text, string Source);

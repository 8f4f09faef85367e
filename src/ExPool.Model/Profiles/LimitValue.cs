namespace ExPool.Model.Profiles;

/// <summary>One limit of a machine, with the rule that gave it and where that rule is published.</summary>
/// <param name="ByteCount">The bytes, as the rule gives them and not rounded to pages; <see langword="null"/> when no
/// public source gives a number.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Source">Who publishes the rule: keys of docs/sources.md.</param>
public sealed record LimitValue(ulong? ByteCount, string Rule, string Source)
{
    /// <summary>The rule set that answered; another than the one asked for when that one is silent.</summary>
    public string RuleSet { get; init; } = RuleSets.Default;

    /// <summary>The most that the rule can ever give, in bytes; <see langword="null"/> when it has no
    /// ceiling.</summary>
    public ulong? CeilingByteCount { get; init; }

    /// <summary>A number read off one machine, which no published formula gives.</summary>
    public bool IsReading { get; init; }
}

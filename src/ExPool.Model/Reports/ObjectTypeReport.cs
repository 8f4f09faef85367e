namespace ExPool.Model.Reports;

/// <summary>What there is of a type of objects.</summary>
/// <param name="Name">The type, as "Process".</param>
/// <param name="Tag">The tag of its blocks.</param>
/// <param name="IsPaged">Whether they lie in paged pool.</param>
/// <param name="ObjectCount">Objects.</param>
/// <param name="ObjectPeak">The most objects at once.</param>
/// <param name="CreatedCount">Objects that were ever made.</param>
/// <param name="HandleCount">Handles.</param>
/// <param name="HandlePeak">The most handles at once.</param>
public sealed record ObjectTypeReport(
    string Name,
    string Tag,
    bool IsPaged,
    ulong ObjectCount,
    ulong ObjectPeak,
    ulong CreatedCount,
    ulong HandleCount,
    ulong HandlePeak);

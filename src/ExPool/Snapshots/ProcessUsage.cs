namespace ExPool.Snapshots;

/// <summary>A process that blocks are charged to.</summary>
/// <param name="Name">The name it was given.</param>
/// <param name="IsDeleted">It takes no new charge, and is still there because of its blocks.</param>
/// <param name="BlockCount">Blocks that are charged to it.</param>
/// <param name="NonPaged">What is charged for nonpaged pool.</param>
/// <param name="Paged">What is charged for paged pool.</param>
public sealed record ProcessUsage(
    string Name, bool IsDeleted, ulong BlockCount, QuotaUsage NonPaged, QuotaUsage Paged);

namespace ExPool.Snapshots.Reading;

/// <summary>A page's run record as it was read.</summary>
/// <param name="Next">The number of the next run's first page in the bin, plus 1; 0 = none.</param>
/// <param name="Previous">The same for the previous one.</param>
/// <param name="PageCount">Pages of the run; meaningful in its first page, and in the last of a free run.</param>
internal readonly record struct PageRun(uint Next, uint Previous, uint PageCount);

namespace ExPool.Model.Reports;

/// <summary>One paging file at one moment.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="PageCount">Pages it has now; the first is never used.</param>
/// <param name="MaximumPageCount">Pages it may have.</param>
/// <param name="UsedPageCount">Pages in use.</param>
/// <param name="PeakPageCount">The most pages that were ever in use.</param>
public sealed record PagingFileReport(
    int Number, ulong PageCount, ulong MaximumPageCount, ulong UsedPageCount, ulong PeakPageCount)
{
    /// <summary>Pages that can be written now.</summary>
    public ulong FreePageCount => PageCount == 0 ? 0 : PageCount - 1 - UsedPageCount;

    /// <summary>Whether nothing more can be written, now or after it grows.</summary>
    public bool IsFull => FreePageCount == 0 && PageCount == MaximumPageCount;
}

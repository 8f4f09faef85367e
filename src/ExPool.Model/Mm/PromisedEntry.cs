using ExPool.Mm;

namespace ExPool.Model.Mm;

/// <summary>The entries of pages that were promised and are not valid: what they allow can change while they are
/// out.</summary>
internal static class PromisedEntry
{
    /// <summary>The same page, with another protection.</summary>
    /// <param name="format">How entries look.</param>
    /// <param name="entry">Of a page in a paging file, or one to be made of zeros, whether it may be touched or
    /// not.</param>
    /// <param name="protection">Read-write, read-only or no-access.</param>
    public static ulong WithProtection(this PteFormat format, ulong entry, PteProtection protection) =>
        format.StateOf(entry) == PteState.PagingFile
            ? format.PagingFile(format.PagingFileOf(entry), format.PagingFileOffsetOf(entry), protection)
            : protection == PteProtection.NoAccess ? format.NoAccess : format.DemandZero(protection);

    /// <summary>Whether memory was promised for the page of an entry that is not valid.</summary>
    public static bool IsPromised(this PteFormat format, ulong entry) =>
        format.StateOf(entry) is PteState.DemandZero or PteState.Transition or PteState.PagingFile
        || entry == format.NoAccess;
}

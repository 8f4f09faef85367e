using System.Collections.Immutable;
using ExPool.Mm;

namespace ExPool.Model.Reports;

/// <summary>The entries that an address is translated by: the debugger's !pte.</summary>
/// <param name="Address">The address.</param>
/// <param name="EntryByteCount">Bytes of an entry: 4 or 8.</param>
/// <param name="Levels">From the top table down, as far as there are tables; with PAE without the top one, which has no
/// place in the self-map.</param>
/// <param name="Region">What the address's region is for; <see langword="null"/> in none.</param>
public sealed record PteReport(
    ulong Address, int EntryByteCount, ImmutableArray<PteLevel> Levels, SystemVaType? Region);

/// <summary>One entry on the way.</summary>
/// <param name="Name">NT's name of the level: PXE, PPE, PDE, PTE.</param>
/// <param name="Address">Where the entry is, in the self-map.</param>
/// <param name="Value">What it holds.</param>
/// <param name="State">What that says.</param>
/// <param name="Flags">The flags, of a valid one.</param>
/// <param name="Frame">The frame, of a valid one or one in transition.</param>
/// <param name="Protection">What may be done with the page once it is valid; of one that is not.</param>
/// <param name="PagingFile">The paging file, of a page that is in one.</param>
/// <param name="PagingFileOffset">The page within the file.</param>
public sealed record PteLevel(
    string Name,
    ulong Address,
    ulong Value,
    PteState State,
    PteFlags Flags,
    ulong? Frame,
    PteProtection? Protection,
    int? PagingFile,
    ulong? PagingFileOffset);

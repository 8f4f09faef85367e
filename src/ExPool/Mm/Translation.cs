namespace ExPool.Mm;

/// <summary>Where a walk through page tables ended, and what was found there.</summary>
/// <param name="State">The state of the last entry; <see cref="PteState.Unreadable"/> if memory has a hole there.
/// </param>
/// <param name="PhysicalAddress">Where the byte is, if the page is in memory: valid, or in transition at level 0.
/// Otherwise 0.</param>
/// <param name="Entry">The last entry, as it is in memory; 0 if it could not be read.</param>
/// <param name="Level">The last entry's level: 0 names a page, 1 and above a table or, when valid, a large page.
/// The number of levels, if the address is not canonical: then no entry was read, and the state is Zero.</param>
/// <param name="EntryPhysicalAddress">Where the last entry is; 0 if none was looked for.</param>
public readonly record struct Translation(
    PteState State, ulong PhysicalAddress, ulong Entry, int Level, ulong EntryPhysicalAddress);

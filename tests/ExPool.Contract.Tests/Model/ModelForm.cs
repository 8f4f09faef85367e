using ExPool.Mm;

namespace ExPool.Contract.Tests.Model;

/// <summary>Which model machine.</summary>
/// <param name="Mode">Its page tables.</param>
/// <param name="IsHostile">Whether pages move or leave at every access.</param>
/// <param name="ProcessorCount">Its processors.</param>
public readonly record struct ModelForm(PagingMode Mode, bool IsHostile = false, int ProcessorCount = 2);

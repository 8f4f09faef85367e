namespace ExPool.Ex;

/// <summary>Names a process for as long as it is not deleted: its record may be another one's later.</summary>
/// <param name="Record">The record.</param>
/// <param name="Owner">Its number, which the blocks keep.</param>
/// <param name="Generation">Which process of those that had the record.</param>
internal readonly record struct QuotaHolder(nuint Record, uint Owner, uint Generation);

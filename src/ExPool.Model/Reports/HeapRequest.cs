namespace ExPool.Model.Reports;

/// <summary>Something to ask of a heap.</summary>
/// <param name="Action">To allocate, or to free.</param>
/// <param name="Value">Bytes of a block; or which block of those that were asked for to free, from 1.</param>
public readonly record struct HeapRequest(HeapAction Action, uint Value);

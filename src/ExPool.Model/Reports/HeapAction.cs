namespace ExPool.Model.Reports;

/// <summary>What a heap is asked for.</summary>
public enum HeapAction
{
    /// <summary>To be there, with one region.</summary>
    Create,

    /// <summary>A block.</summary>
    Allocate,

    /// <summary>To take a block back.</summary>
    Free,
}

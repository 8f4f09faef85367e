namespace ExPool.Contract.Tests.Misuse;

/// <summary>What a damaged link holds.</summary>
public enum DamagedLink
{
    /// <summary>An address at which nothing is.</summary>
    Wild,

    /// <summary>Zero.</summary>
    Null,

    /// <summary>An address in the right page, between two units.</summary>
    Misaligned,

    /// <summary>Memory of this process that is no pool.</summary>
    Foreign,

    /// <summary>The head of a list of another size.</summary>
    OtherListHead,

    /// <summary>A block on a list of another size.</summary>
    OtherListEntry,
}

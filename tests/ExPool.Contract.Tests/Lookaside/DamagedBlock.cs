namespace ExPool.Contract.Tests.Lookaside;

/// <summary>What a program did to a block that its look-aside list keeps.</summary>
public enum DamagedBlock
{
    WildLink,
    LinkToItself,
    LinkToALivingBlock,
    LinkIntoTheTables,
    Mark,
    FreedToThePool,
}

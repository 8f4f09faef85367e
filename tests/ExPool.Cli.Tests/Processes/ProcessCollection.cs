using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>Tests that start processes run one after another: two cores are no place for a crowd.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection
{
    public const string Name = "processes";
}

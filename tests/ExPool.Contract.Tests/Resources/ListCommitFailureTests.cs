using ExPool.Contract.Tests.Support;

namespace ExPool.Contract.Tests.Resources;

/// <summary>The same where blocks go through look-aside lists, whose magazines need memory too.</summary>
public sealed class ListCommitFailureTests : CommitFailureTests
{
    private protected override ExecutiveOptions Options => base.Options.WithLists();
}

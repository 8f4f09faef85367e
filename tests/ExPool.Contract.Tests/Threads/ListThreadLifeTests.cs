using ExPool.Contract.Tests.Support;

namespace ExPool.Contract.Tests.Threads;

/// <summary>The same where blocks go through look-aside lists, which threads leave behind.</summary>
public sealed class ListThreadLifeTests : ThreadLifeTests
{
    private protected override ExecutiveOptions Options => TestPools.Listed;
}

using ExPool.Contract.Tests.Support;

namespace ExPool.Contract.Tests.Threads;

/// <summary>The same where blocks go through look-aside lists, from one thread to another.</summary>
public sealed class ListChurnTests : ChurnTests
{
    private protected override ExecutiveOptions Options => base.Options.WithLists();
}

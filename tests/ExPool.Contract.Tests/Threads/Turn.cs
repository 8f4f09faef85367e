using System;
using System.Threading;
using Xunit;

namespace ExPool.Contract.Tests.Threads;

/// <summary>Where two threads wait for each other, so that a test decides what happens after what.</summary>
internal sealed class Turn : IDisposable
{
    private readonly Barrier _barrier = new(2);

    /// <summary>Returns when both threads have come.</summary>
    public void Pass()
    {
        bool isMet = _barrier.SignalAndWait(TimeSpan.FromSeconds(60), CancellationToken.None);
        Assert.True(isMet, "The other thread does not come.");
    }

    public void Dispose() => _barrier.Dispose();
}

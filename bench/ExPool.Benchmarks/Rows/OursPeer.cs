using ExPool.Benchmarks.Allocators;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Rows;

/// <summary>The pools, which have one way more than other allocators: frees that are put off.</summary>
internal sealed class OursPeer()
    : AllocatorPeer<OursPlain, OursScoped, OursZeroed, nuint>(PeerBook.OursName, PeerKind.Ours)
{
    /// <inheritdoc/>
    public override Work ReplaceLater(int liveCount, int threadCount) =>
        new ReplaceWork<OursLater, nuint>(liveCount, threadCount);
}

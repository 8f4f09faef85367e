using System;
using System.Threading;

namespace ExPool.Benchmarks.Works;

/// <summary>Hands batches of blocks from one thread to another, without a lock.</summary>
/// <typeparam name="TBlock">A block.</typeparam>
internal sealed class HandoverRing<TBlock>
    where TBlock : struct
{
    /// <summary>Blocks of a batch.</summary>
    public const int BatchCount = 128;

    private const int SlotCount = 8;

    private readonly TBlock[][] _slots = new TBlock[SlotCount][];
    private HandoverCounters _counters;

    /// <summary>Makes an empty ring.</summary>
    public HandoverRing()
    {
        for (int slot = 0; slot < SlotCount; slot++)
        {
            _slots[slot] = new TBlock[BatchCount];
        }
    }

    /// <summary>The producer's next batch, once the consumer has emptied it.</summary>
    public TBlock[] WaitForSpace()
    {
        SpinWait spin = default;
        long produced = _counters.Produced;
        while (produced - Volatile.Read(ref _counters.Consumed) >= SlotCount)
        {
            Wait(ref spin);
        }

        return _slots[produced % SlotCount];
    }

    /// <summary>The producer has filled its batch.</summary>
    public void Publish() => Volatile.Write(ref _counters.Produced, _counters.Produced + 1);

    /// <summary>The consumer's next batch, once the producer has filled it.</summary>
    public TBlock[] WaitForBatch()
    {
        SpinWait spin = default;
        long consumed = _counters.Consumed;
        while (Volatile.Read(ref _counters.Produced) == consumed)
        {
            Wait(ref spin);
        }

        return _slots[consumed % SlotCount];
    }

    /// <summary>The consumer has emptied its batch.</summary>
    public void Release() => Volatile.Write(ref _counters.Consumed, _counters.Consumed + 1);

    private static void Wait(ref SpinWait spin)
    {
        if (ThreadTeam.HasFailed)
        {
            throw new InvalidOperationException("The other thread has failed.");
        }

        spin.SpinOnce(sleep1Threshold: -1);
    }
}

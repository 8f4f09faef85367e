using System;

namespace ExPool.Model.Mm;

/// <summary>Looks once a second whether memory is short, and makes some available before somebody has to
/// wait.</summary>
/// <remarks>NT's balance set manager with its working set manager, and what wakes the modified page writer
/// (docs/sources.md#memory-threads).</remarks>
internal sealed class BalanceSetManager(
    PageLists lists, WorkingSets workingSets, ModifiedWriter writer, ZeroPageThread zeroPages, uint frameCount)
{
    // The writer of Windows 7 begins when so few frames are zeroed or free...
    private const uint FewFreeFrames = 20_000;

    // ...and modified pages are more than a sixteenth of the available, or 64 MB.
    private const uint ManyModifiedPages = 16_384;
    private const uint AvailableShare = 16;

    // Pages that are looked at in a second; on a large machine not all are.
    private const uint LookedAtAtOnce = 16_384;

    /// <summary>Working sets are trimmed when fewer frames are available. Unverified share.</summary>
    public uint LowCount { get; } = Math.Clamp(frameCount / 32, 64, 16_384);

    /// <summary>Does a second's work.</summary>
    public void Run()
    {
        workingSets.Age(LookedAtAtOnce);
        if (lists.AvailableCount < LowCount)
        {
            // Twice, so that there is something until the next look.
            workingSets.Trim((2 * LowCount) - lists.AvailableCount);
        }

        if (MustWrite())
        {
            writer.Write(uint.MaxValue, out _);
        }

        while (zeroPages.Run() != 0 && lists.Free.Count > LowCount)
        {
        }
    }

    private bool MustWrite()
    {
        uint available = lists.AvailableCount;
        uint many = Math.Min(available / AvailableShare, ManyModifiedPages);
        return lists.ModifiedCount != 0
            && (available < LowCount
                || (lists.ZeroedCount + lists.Free.Count < FewFreeFrames && lists.ModifiedCount > many));
    }
}

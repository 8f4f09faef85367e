using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Fills free frames with zeros when nobody needs the processor.</summary>
/// <remarks>NT's zero page thread: it begins when eight frames are free (docs/sources.md#memory-threads).</remarks>
internal sealed class ZeroPageThread(PhysicalMemory memory, PageLists lists, MemoryCounters counters)
{
    private const uint WakeCount = 8;
    private const uint BatchCount = 32;

    /// <summary>Fills a batch of frames.</summary>
    /// <returns>Frames that were filled.</returns>
    public uint Run()
    {
        if (lists.Free.Count < WakeCount)
        {
            return 0;
        }

        uint count = 0;
        while (count < BatchCount && lists.Free.TakeFirst() is uint frame and not PfnDatabase.None)
        {
            memory.Fill(frame, 0);
            lists.Zeroed.Prepend(frame);
            count++;
        }

        counters.PagesZeroed += count;
        return count;
    }
}

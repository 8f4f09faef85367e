using System.Numerics;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The free runs of a pool's pages, sorted into bins by length, so that a run that fits is found
/// without a search.</summary>
/// <remarks>
/// Bins 0..62 hold runs of exactly 1..63 pages; above, four bins for each doubling. A bit for each bin that
/// is not empty. All under the pool's lock.
/// </remarks>
internal readonly ref struct PageRunBins<TMachine>(TMachine machine, nuint pool)
    where TMachine : struct, IMachine
{
    private const uint FirstSharedLength = 64;
    private const int SharedShift = 6;

    // A bin of several lengths may hold a run that is too short: this many are looked at before a higher bin
    // is taken.
    private const int LookedAt = 32;

    /// <summary>The bin of runs of this length.</summary>
    public static int BinOf(uint pageCount)
    {
        if (pageCount < FirstSharedLength)
        {
            return (int)pageCount - 1;
        }

        int log = BitOperations.Log2(pageCount);
        return (int)FirstSharedLength - 1 + ((log - SharedShift) * 4) + (int)((pageCount >> (log - 2)) & 3);
    }

    /// <summary>Puts a free run into its bin; its first and last page hold its length.</summary>
    public void Insert(nuint page, uint pageCount)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        int bin = BinOf(pageCount);
        uint head = record.BinHead(bin);
        RunRecord<TMachine> first = RunOf(page);
        first.Next = head;
        first.Previous = 0;
        first.PageCount = pageCount;
        RunRecord<TMachine> last = RunOf(page + pageCount - 1);
        last.PageCount = pageCount;
        if (head != 0)
        {
            RunRecord<TMachine> second = RunOf(head - 1);
            second.Previous = (uint)page + 1;
        }

        record.SetBinHead(bin, (uint)page + 1);
        record.SetBinBitmap(bin / 64, record.BinBitmap(bin / 64) | (1UL << (bin % 64)));
    }

    /// <summary>Takes a free run out of its bin.</summary>
    public void Remove(nuint page)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        RunRecord<TMachine> run = RunOf(page);
        int bin = BinOf(run.PageCount);
        if (run.Next != 0)
        {
            RunRecord<TMachine> next = RunOf(run.Next - 1);
            next.Previous = run.Previous;
        }

        if (run.Previous != 0)
        {
            RunRecord<TMachine> previous = RunOf(run.Previous - 1);
            previous.Next = run.Next;
            return;
        }

        record.SetBinHead(bin, run.Next);
        if (run.Next == 0)
        {
            record.SetBinBitmap(bin / 64, record.BinBitmap(bin / 64) & ~(1UL << (bin % 64)));
        }
    }

    /// <summary>Finds a free run of at least this length.</summary>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="page">Its first page.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFind(uint pageCount, out nuint page)
    {
        PoolRecord<TMachine> record = new(machine, pool);
        int bin = BinOf(pageCount);
        if (TryFindIn(record.BinHead(bin), pageCount, LookedAt, out page))
        {
            return true;
        }

        // Any run of a higher bin is long enough. Without one, the rest of the own bin is the last hope.
        int higher = NextBin(record, bin + 1);
        if (higher < 0)
        {
            return TryFindIn(record.BinHead(bin), pageCount, int.MaxValue, out page);
        }

        page = record.BinHead(higher) - 1;
        return true;
    }

    private bool TryFindIn(uint head, uint pageCount, int lookedAt, out nuint page)
    {
        for (int looked = 0; head != 0 && looked < lookedAt; looked++)
        {
            RunRecord<TMachine> run = RunOf(head - 1);
            if (run.PageCount >= pageCount)
            {
                page = head - 1;
                return true;
            }

            head = run.Next;
        }

        page = 0;
        return false;
    }

    private static int NextBin(PoolRecord<TMachine> record, int from)
    {
        for (int word = from / 64; word < PoolRecord<TMachine>.BinBitmapWords; word++)
        {
            ulong bits = record.BinBitmap(word);
            if (word == from / 64)
            {
                bits &= ulong.MaxValue << (from % 64);
            }

            if (bits != 0)
            {
                return (word * 64) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return -1;
    }

    private RunRecord<TMachine> RunOf(nuint page) =>
        new(machine, new PoolRecord<TMachine>(machine, pool).RunsAddress + (page * RunRecord<TMachine>.ByteCount));
}

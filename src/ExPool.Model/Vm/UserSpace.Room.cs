using ExPool.Ke;
using ExPool.Model.Hal;

namespace ExPool.Model.Vm;

/// <content>Where there is room for a range.</content>
internal sealed partial class UserSpace
{
    // All addresses below are reserved: the search for room begins here. NT's VadFreeHint in purpose.
    private nuint _lowestRoom = Granularity;

    private NtStatus MayReserve(nuint first, nuint size)
    {
        if (first < Start || first >= End || size > End - first)
        {
            return NtStatus.InvalidParameter;
        }

        VadRecord next = Ranges.FindFrom(first >> PhysicalMemory.PageShift);
        return next.Exists && next.FirstPage <= (first + (size - 1)) >> PhysicalMemory.PageShift
            ? NtStatus.ConflictingAddresses
            : NtStatus.Success;
    }

    private NtStatus FindLow(nuint size, out nuint first)
    {
        first = _lowestRoom;
        bool isLowest = true;
        VadRecord next = Ranges.FindFrom(first >> PhysicalMemory.PageShift);
        for (; next.Exists; next = VadTree.Next(next))
        {
            nuint start = next.FirstPage << PhysicalMemory.PageShift;
            if (start >= first && start - first >= size)
            {
                break;
            }

            // Room that is too small now may be right for the next one.
            isLowest &= start < first + Granularity;
            first = AlignUp((next.LastPage + 1) << PhysicalMemory.PageShift);
            _lowestRoom = isLowest ? first : _lowestRoom;
        }

        return first < End && End - first >= size ? NtStatus.Success : NtStatus.NoMemory;
    }

    private NtStatus FindHigh(nuint size, out nuint first)
    {
        nuint end = End;
        VadRecord before = Ranges.Last();
        for (; before.Exists; before = VadTree.Previous(before))
        {
            nuint start = AlignUp((before.LastPage + 1) << PhysicalMemory.PageShift);
            if (start < end && HasRoom(start, end, size))
            {
                break;
            }

            end = before.FirstPage << PhysicalMemory.PageShift;
        }

        first = (end - nuint.Min(size, end)) & ~(Granularity - 1);
        return HasRoom(Start, end, size) ? NtStatus.Success : NtStatus.NoMemory;
    }

    /// <summary>Whether a range fits before an end and not before a start, when it begins where ranges do.</summary>
    private static bool HasRoom(nuint start, nuint end, nuint size) =>
        end > start && end - start >= size && ((end - size) & ~(Granularity - 1)) >= start;

    private static nuint AlignUp(nuint address) => (address + (Granularity - 1)) & ~(Granularity - 1);
}

using System;
using System.Linq;
using System.Threading;

namespace ExPool.Contract.Tests.Machines;

/// <summary>Gives each reservation of a machine an address below 4 GiB, and leads from it to the actual one.</summary>
/// <remarks>Few reservations, looked at by all threads with each access, and seldom changed: an array that is replaced
/// as a whole.</remarks>
internal sealed class ShortAddresses
{
    private const nuint FirstAddress = 0x1000_0000;
    private const nuint GapByteCount = 0x10_0000;
    private const int PageShift = 12;

    private readonly Lock _lock = new();
    private Region[] _regions = [];
    private nuint _next = FirstAddress;

    /// <summary>The address by which a reservation is known from now on.</summary>
    public nuint Add(nuint actual, nuint pageCount)
    {
        lock (_lock)
        {
            Region region = new(_next, actual, pageCount << PageShift);
            _next += region.ByteCount + GapByteCount;
            if (_next > uint.MaxValue)
            {
                throw new InvalidOperationException($"There is no room for {pageCount} pages below 4 GiB.");
            }

            Volatile.Write(ref _regions, [.. _regions, region]);
            return region.Start;
        }
    }

    public void Remove(nuint start)
    {
        lock (_lock)
        {
            Volatile.Write(ref _regions, [.. _regions.Where(region => region.Start != start)]);
        }
    }

    /// <summary>The actual address; throws where nothing is reserved.</summary>
    public nuint ActualOf(nuint address)
    {
        foreach (Region region in Volatile.Read(ref _regions))
        {
            nuint offset = unchecked(address - region.Start);
            if (offset < region.ByteCount)
            {
                return region.Actual + offset;
            }
        }

        throw new InvalidOperationException($"0x{address:X} was touched, where nothing is reserved.");
    }

    private readonly record struct Region(nuint Start, nuint Actual, nuint ByteCount);
}

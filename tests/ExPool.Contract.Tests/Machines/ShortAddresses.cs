using System;
using System.Threading;

namespace ExPool.Contract.Tests.Machines;

/// <summary>Gives each reservation of a machine an address below 4 GiB, and leads from it to the actual one.</summary>
/// <remarks>Any thread may ask at any time: the place of a region is written after the region is complete.</remarks>
internal sealed class ShortAddresses
{
    private const nuint FirstAddress = 0x1000_0000;
    private const int PageShift = 12;

    // A region starts with a granule of addresses, and shares none.
    private const int GranuleShift = 20;
    private const nuint GranuleByteCount = 1 << GranuleShift;

    private readonly Lock _lock = new();
    private readonly Region?[] _regions = new Region?[1 << (32 - GranuleShift)];
    private nuint _next = FirstAddress;

    /// <summary>The address by which a reservation is known from now on.</summary>
    public nuint Add(nuint actual, nuint pageCount)
    {
        lock (_lock)
        {
            Region region = new(_next, actual, pageCount << PageShift);

            // A gap behind it, so that a step too far is into nothing.
            _next = (region.Start + region.ByteCount + (2 * GranuleByteCount) - 1) & ~(GranuleByteCount - 1);
            if (_next > uint.MaxValue)
            {
                throw new InvalidOperationException($"There is no room for {pageCount} pages below 4 GiB.");
            }

            SetRegion(region, region);
            return region.Start;
        }
    }

    public void Remove(nuint start)
    {
        lock (_lock)
        {
            Region region = _regions[(int)(start >> GranuleShift)]
                ?? throw new InvalidOperationException($"Nothing is reserved at 0x{start:X}.");
            SetRegion(region, null);
        }
    }

    /// <summary>The actual address; throws where nothing is reserved.</summary>
    public nuint ActualOf(nuint address)
    {
        nuint granule = address >> GranuleShift;
        Region? region = granule < (nuint)_regions.Length ? Volatile.Read(ref _regions[granule]) : null;
        return region is not null && address - region.Start < region.ByteCount
            ? region.Actual + (address - region.Start)
            : throw new InvalidOperationException($"0x{address:X} was touched, where nothing is reserved.");
    }

    private void SetRegion(Region place, Region? value)
    {
        nuint end = place.Start + place.ByteCount;
        for (nuint at = place.Start; at < end; at += GranuleByteCount)
        {
            Volatile.Write(ref _regions[(int)(at >> GranuleShift)], value);
        }
    }

    private sealed record Region(nuint Start, nuint Actual, nuint ByteCount);
}

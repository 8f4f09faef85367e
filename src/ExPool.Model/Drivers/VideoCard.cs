using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Maps the memory of a video card when it starts: system page-table entries for all of it, and no frame, for
/// the memory is the card's.</summary>
/// <remarks>NT's MmMapIoSpace. Without entries in a row it has no picture; a driver that must have them stops the
/// machine with 0x3F.</remarks>
internal sealed class VideoCard(DriverArguments arguments) : CatalogDriver(arguments)
{
    private const ulong PageByteCount = 4096;

    private nuint _address;
    private bool _hasTried;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "VideoCard",
        "maps the memory of a video card into system page-table entries; refused where there are too few",
        [
            DriverParameter.Number(
                "memory", DriverUnit.Bytes, "256MB", PageByteCount, 1UL << 36, "bytes of the card's memory"),
            DriverParameter.Choice("must", ["no", "yes"], "whether it says that it must have it mapped"),
        ],
        arguments => new VideoCard(arguments));

    /// <summary>Where its memory is mapped; 0 when it is not.</summary>
    public nuint Address => _address;

    /// <summary>Whether there were too few entries in a row.</summary>
    public bool IsRefused => _hasTried && _address == 0;

    private nuint PageCount => (nuint)((Arguments["memory"] + PageByteCount - 1) / PageByteCount);

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (IsStopping)
        {
            if (_address != 0)
            {
                kernel.FreeMapping(_address, PageCount);
                _address = 0;
            }

            return Ended;
        }

        if (!_hasTried)
        {
            _hasTried = true;
            _address = kernel.ReserveMapping(PageCount, Arguments.Is("must", "yes"));
            kernel.Log(IsRefused
                ? $"videocard.sys: no {PageCount} system page-table entries in a row"
                : $"videocard.sys: {PageCount} pages are mapped");
        }

        return Patience;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write((ulong)_address);
        writer.Write(_hasTried);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _address = (nuint)reader.ReadUInt64();
        _hasTried = reader.ReadBoolean();
    }
}

using ExPool.Model.Hal;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>For each frame: in how many places it was met, and where.</summary>
internal sealed class FrameMap
{
    private readonly PfnDatabase _pfn;
    private readonly Findings _findings;
    private readonly string?[] _places;
    private readonly ushort[] _foreign;

    public FrameMap(PfnDatabase pfn, Findings findings)
    {
        _pfn = pfn;
        _findings = findings;
        _places = new string?[pfn.Memory.EndFrame];
        _foreign = new ushort[pfn.Memory.EndFrame];
    }

    /// <summary>What is known of a frame.</summary>
    public RawFrame this[uint frame] => new(in _pfn[frame]);

    /// <summary>Notes where a frame is; twice is wrong.</summary>
    public void Place(uint frame, string place)
    {
        if (!_pfn.Memory.Contains(frame))
        {
            _findings.Expect(false, $"{place} has frame {frame:X}, which does not exist");
            return;
        }

        _findings.Expect(_places[frame] is null, $"frame {frame:X} is in {_places[frame]} and in {place}");
        _places[frame] = place;
    }

    /// <summary>Notes that a frame is mapped by an entry that does not own it.</summary>
    public void Borrow(uint frame) => _foreign[frame]++;

    /// <summary>How many entries map a frame that they do not own.</summary>
    public uint BorrowCount(uint frame) => _foreign[frame];

    /// <summary>Where a frame was met.</summary>
    public string? PlaceOf(uint frame) => _places[frame];

    /// <summary>Every frame was met.</summary>
    public void ExpectComplete()
    {
        foreach (FrameRun run in _pfn.Memory.Runs)
        {
            for (uint frame = run.Start; frame < run.End; frame++)
            {
                RawFrame entry = this[frame];
                _findings.Expect(
                    _places[frame] is not null,
                    $"frame {frame:X} is nowhere: {entry.Location}, {entry.Use}, page {entry.Page:X}");
            }
        }
    }
}

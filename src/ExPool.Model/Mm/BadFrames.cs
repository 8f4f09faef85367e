using System.Collections.Generic;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>Frames that turned out to be broken: whoever has one keeps it, and after that nobody gets it.</summary>
/// <remarks>A frame goes to NT's list of bad pages when it is freed, or when it would be given out
/// (docs/sources.md#page-states). It counts for no promise from the moment it is known.</remarks>
internal sealed class BadFrames(MemoryManager memory)
{
    private readonly List<uint> _frames = [];

    /// <summary>Frames that are known to be broken, wherever they are.</summary>
    public IReadOnlyList<uint> Frames => _frames;

    /// <summary>Says that a frame is broken.</summary>
    /// <param name="frame">A frame that exists.</param>
    /// <returns>False when that was known.</returns>
    public bool Declare(uint frame)
    {
        if (_frames.Contains(frame))
        {
            return false;
        }

        Mark(frame);
        memory.Resident.Take(1);
        memory.Commit.Limit--;
        return true;
    }

    /// <summary>Writes which frames are broken: of those that were never used nothing else is written.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((ulong)_frames.Count);
        _frames.ForEach(frame => writer.Write(frame));
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        for (uint left = reader.ReadUInt32("the number of broken frames", memory.Memory.FrameCount); left != 0; left--)
        {
            long at = reader.Offset;
            uint frame = reader.ReadUInt32("a broken frame", memory.Memory.EndFrame - 1);
            if (!memory.Memory.Contains(frame))
            {
                throw StateReader.Damaged(at, $"frame 0x{frame:X} is broken, but not there; expected one of RAM");
            }

            Mark(frame);
        }
    }

    private void Mark(uint frame)
    {
        _frames.Add(frame);
        memory.Pfn.MarkBad(frame);
    }
}

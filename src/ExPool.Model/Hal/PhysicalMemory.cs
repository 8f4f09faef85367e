using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ExPool.Mm;
using ExPool.Model.Ke;

namespace ExPool.Model.Hal;

/// <summary>The RAM of the machine: frames of 4096 bytes in one or more runs, zero until written.</summary>
/// <remarks>Frame n lies at Base + 4096 n. A frame that was never written costs the host nothing; frames between
/// the runs, as below 4 GB where devices are, do not exist.</remarks>
internal sealed unsafe class PhysicalMemory : IPhysicalMemory, IDisposable
{
    public const int PageShift = 12;
    public const uint PageByteCount = 1 << PageShift;

    private readonly HostMapping _mapping;

    /// <summary>Makes RAM of these runs.</summary>
    /// <param name="runs">First frames and counts, ascending, not touching.</param>
    public PhysicalMemory(IReadOnlyList<FrameRun> runs)
    {
        Runs = runs;
        EndFrame = runs[^1].End;
        foreach (FrameRun run in runs)
        {
            FrameCount += run.Count;
        }

        _mapping = new HostMapping((nuint)EndFrame << PageShift);
    }

    /// <summary>The frames that exist.</summary>
    public IReadOnlyList<FrameRun> Runs { get; }

    /// <summary>One more than the last frame.</summary>
    public uint EndFrame { get; }

    /// <summary>Frames that exist.</summary>
    public uint FrameCount { get; }

    /// <summary>Where frame 0 would lie in the host.</summary>
    public byte* Base => _mapping.Base;

    /// <summary>Where a frame lies in the host.</summary>
    /// <remarks>Asked where a processor does not remember a page; the answer is never outside of RAM, whatever stands
    /// in a table entry.</remarks>
    public byte* FrameAt(uint frame) =>
        frame < EndFrame ? Base + ((nuint)frame << PageShift) : throw NoFrame(frame);

    /// <summary>Makes sure that frames that follow each other may be written.</summary>
    public void Back(uint frame, uint count = 1) =>
        _mapping.Back((nuint)frame << PageShift, (nuint)count << PageShift);

    /// <summary>The bytes of a frame.</summary>
    public Span<byte> Contents(uint frame) => new(FrameAt(frame), (int)PageByteCount);

    /// <summary>Sets all of a frame.</summary>
    public void Fill(uint frame, byte value) => NativeMemory.Fill(FrameAt(frame), PageByteCount, value);

    /// <summary>Whether a frame exists.</summary>
    public bool Contains(ulong frame)
    {
        foreach (FrameRun run in Runs)
        {
            if (frame >= run.Start && frame < run.End)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public int Read(ulong physicalAddress, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            ulong address = physicalAddress + (ulong)done;
            if (!Contains(address >> PageShift))
            {
                break;
            }

            int part = Math.Min(destination.Length - done, (int)(PageByteCount - (address & (PageByteCount - 1))));
            if (_mapping.IsBacked((nuint)address))
            {
                new ReadOnlySpan<byte>(Base + address, part).CopyTo(destination[done..]);
            }
            else
            {
                destination.Slice(done, part).Clear();
            }

            done += part;
        }

        return done;
    }

    /// <summary>Whether a frame holds nothing but zeros.</summary>
    public bool IsZero(uint frame) =>
        !_mapping.IsBacked((nuint)frame << PageShift) || !Contents(frame).ContainsAnyExcept((byte)0);

    /// <summary>Writes the contents of frames that follow each other: of 64 at a time a word that says which hold
    /// something, then these.</summary>
    public void Save(StateWriter writer, FrameRun run) =>
        SparsePages.Write(writer, run.Start, run.Count, frame => !IsZero((uint)frame), frame => Contents((uint)frame));

    /// <summary>Reads what was written, over frames that are zero.</summary>
    public void Load(StateReader reader, FrameRun run) =>
        SparsePages.Read(reader, run.Start, run.Count, frame =>
        {
            Back((uint)frame);
            reader.Read(Contents((uint)frame));
        });

    private InvalidOperationException NoFrame(uint frame) =>
        new($"A table entry names frame 0x{frame:X}; expected one below 0x{EndFrame:X}.");

    /// <inheritdoc/>
    public void Dispose() => _mapping.Dispose();
}

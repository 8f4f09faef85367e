using System;
using System.Runtime.InteropServices;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>An entry for each frame; costs the host nothing for frames that were never used.</summary>
/// <remarks>NT's MmPfnDatabase.</remarks>
internal sealed unsafe class PfnDatabase : IDisposable
{
    /// <summary>No frame.</summary>
    public const uint None = uint.MaxValue;

    // Entries that are written at once: no span holds those of all RAM.
    private const uint PieceCount = 1 << 16;

    private readonly HostMapping _mapping;
    private readonly HostMapping _spaces;

    public PfnDatabase(PhysicalMemory memory)
    {
        Memory = memory;
        _mapping = new HostMapping((nuint)memory.EndFrame * (nuint)sizeof(PfnEntry));
        _spaces = new HostMapping((nuint)memory.EndFrame * sizeof(uint));
    }

    /// <summary>The frames.</summary>
    public PhysicalMemory Memory { get; }

    /// <summary>The entry of a frame that exists.</summary>
    public ref PfnEntry this[uint frame] =>
        ref ((PfnEntry*)_mapping.Base)[frame < Memory.EndFrame ? frame : throw NoEntry(frame)];

    /// <summary>The address space of the page that owns a frame, beside its entry; 0 is the system's.</summary>
    /// <remarks>NT finds it through the frame of the table that holds the page's entry.</remarks>
    public ref uint SpaceOf(uint frame) =>
        ref ((uint*)_spaces.Base)[frame < Memory.EndFrame ? frame : throw NoEntry(frame)];

    /// <summary>Makes sure that frames that follow each other, and their entries, may be written.</summary>
    public void Back(uint frame, uint count)
    {
        BackEntries(frame, count);
        Memory.Back(frame, count);
    }

    /// <summary>Whether any frame was ever marked as broken.</summary>
    public bool HasBad { get; private set; }

    /// <summary>Marks a frame as broken.</summary>
    public void MarkBad(uint frame)
    {
        Back(frame, 1);
        this[frame].IsBad = true;
        HasBad = true;
    }

    /// <summary>Makes sure that the entries of frames that follow each other may be written.</summary>
    public void BackEntries(uint frame, uint count)
    {
        _mapping.Back((nuint)frame * (nuint)sizeof(PfnEntry), count * (nuint)sizeof(PfnEntry));
        _spaces.Back((nuint)frame * sizeof(uint), count * sizeof(uint));
    }

    /// <summary>Writes the entries of frames that follow each other.</summary>
    public void Save(StateWriter writer, FrameRun run)
    {
        for (uint done = 0; done < run.Count; done += PieceCount)
        {
            uint count = Math.Min(PieceCount, run.Count - done);
            writer.Write(Bytes(run.Start + done, count));
            writer.Write(SpaceBytes(run.Start + done, count));
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader, FrameRun run)
    {
        for (uint done = 0; done < run.Count; done += PieceCount)
        {
            uint count = Math.Min(PieceCount, run.Count - done);
            BackEntries(run.Start + done, count);
            reader.Read(Bytes(run.Start + done, count));
            reader.Read(SpaceBytes(run.Start + done, count));
        }
    }

    private Span<byte> Bytes(uint frame, uint count) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref this[frame], (int)count));

    private Span<byte> SpaceBytes(uint frame, uint count) =>
        MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref SpaceOf(frame), (int)count));

    private InvalidOperationException NoEntry(uint frame) =>
        new($"There is no entry of frame 0x{frame:X}; expected one below 0x{Memory.EndFrame:X}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        _mapping.Dispose();
        _spaces.Dispose();
    }
}

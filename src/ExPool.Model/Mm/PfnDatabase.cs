using System;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>An entry for each frame; costs the host nothing for frames that were never used.</summary>
/// <remarks>NT's MmPfnDatabase.</remarks>
internal sealed unsafe class PfnDatabase : IDisposable
{
    /// <summary>No frame.</summary>
    public const uint None = uint.MaxValue;

    private readonly HostMapping _mapping;

    public PfnDatabase(PhysicalMemory memory)
    {
        Memory = memory;
        _mapping = new HostMapping((nuint)memory.EndFrame * (nuint)sizeof(PfnEntry));
    }

    /// <summary>The frames.</summary>
    public PhysicalMemory Memory { get; }

    /// <summary>The entry of a frame that exists.</summary>
    public ref PfnEntry this[uint frame] => ref ((PfnEntry*)_mapping.Base)[frame];

    /// <summary>Makes sure that a frame and its entry may be written.</summary>
    public void Back(uint frame)
    {
        _mapping.Back((nuint)frame * (nuint)sizeof(PfnEntry), (nuint)sizeof(PfnEntry));
        Memory.Back(frame);
    }

    /// <summary>Makes sure that the entries of frames that follow each other may be written.</summary>
    public void BackEntries(uint frame, uint count) =>
        _mapping.Back((nuint)frame * (nuint)sizeof(PfnEntry), count * (nuint)sizeof(PfnEntry));

    /// <inheritdoc/>
    public void Dispose() => _mapping.Dispose();
}

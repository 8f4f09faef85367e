namespace ExPool.Model.Hal;

/// <summary>Frames that follow each other: NT's PHYSICAL_MEMORY_RUN.</summary>
/// <param name="Start">The first frame.</param>
/// <param name="Count">How many, from 1.</param>
public readonly record struct FrameRun(uint Start, uint Count)
{
    /// <summary>One more than the last frame.</summary>
    public uint End => Start + Count;
}

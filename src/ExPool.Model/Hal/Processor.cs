using System;
using ExPool.Ke;

namespace ExPool.Model.Hal;

/// <summary>One processor: its level, its memory of page tables, and the word that its control region begins
/// with.</summary>
/// <remarks>NT's KPRCB in purpose.</remarks>
internal sealed class Processor(int number) : IDisposable
{
    /// <summary>From 0.</summary>
    public int Number { get; } = number;

    /// <summary>The level it runs at.</summary>
    public Irql Irql { get; set; }

    /// <summary>Where the pools keep the address of their processor block.</summary>
    public nuint Control { get; set; }

    /// <summary>The pages it remembers.</summary>
    public TranslationBuffer Buffer { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Buffer.Dispose();
}

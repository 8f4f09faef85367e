using System;
using ExPool.Ke;
using ExPool.Model.Ke;

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

    /// <summary>The address space whose page tables it uses: what CR3 stands for. 0 is the system's.</summary>
    public uint Space { get; private set; }

    /// <summary>The pages it remembers.</summary>
    public TranslationBuffer Buffer { get; } = new();

    /// <summary>Uses the page tables of another space; forgets all pages but those that are global.</summary>
    public void SwitchSpace(uint space)
    {
        Space = space;
        Buffer.ClearLocal();
    }

    /// <summary>Writes its level and its word. What it remembers of the page tables is not saved: nothing depends on
    /// it but speed.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((uint)Irql);
        writer.Write((ulong)Control);
        writer.Write(Space);
    }

    /// <summary>Reads what was written, and remembers no page.</summary>
    public void Load(StateReader reader)
    {
        const uint HighLevel = 31; // NT's HIGH_LEVEL on x86; 15 on x64.
        Irql = (Irql)reader.ReadUInt32("a processor's level", HighLevel);
        Control = (nuint)reader.ReadUInt64();
        Space = reader.ReadUInt32("a processor's address space");
        Buffer.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Buffer.Dispose();
}

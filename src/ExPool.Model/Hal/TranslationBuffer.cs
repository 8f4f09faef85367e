using System;
using System.Runtime.InteropServices;

namespace ExPool.Model.Hal;

/// <summary>What a processor remembers of the page tables: where the pages lie that it touched last.</summary>
/// <remarks>A TLB, direct-mapped: page p has entry p mod 1024. An entry lets reads through, or reads and writes;
/// what it
/// does not let through is looked up in the page tables.</remarks>
internal sealed unsafe class TranslationBuffer : IDisposable
{
    public const int EntryCount = 1024;
    public const nuint Mask = EntryCount - 1;

    // No page has this number: 36 bits are the most.
    private const ulong Nothing = ulong.MaxValue;

    private byte* _memory;

    public TranslationBuffer()
    {
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(EntryCount * sizeof(TlbEntry)), 64);
        Clear();
    }

    /// <summary>Where the entries lie.</summary>
    public TlbEntry* Entries => (TlbEntry*)_memory;

    /// <summary>Remembers a page.</summary>
    /// <param name="address">An address in it.</param>
    /// <param name="frame">Where its frame lies in the host.</param>
    /// <param name="isWritable">Whether writes may go through.</param>
    public void Insert(nuint address, byte* frame, bool isWritable)
    {
        nuint page = address >> PhysicalMemory.PageShift;
        TlbEntry* entry = Entries + (page & Mask);
        entry->Readable = page;
        entry->Writable = isWritable ? page : Nothing;
        entry->Distance = unchecked((nint)frame - (nint)(page << PhysicalMemory.PageShift));
    }

    /// <summary>Forgets a page: its table entry changed.</summary>
    public void Flush(nuint page)
    {
        TlbEntry* entry = Entries + (page & Mask);
        if (entry->Readable == page)
        {
            entry->Readable = Nothing;
            entry->Writable = Nothing;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => new Span<byte>(_memory, EntryCount * sizeof(TlbEntry)).Fill(0xFF);

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        GC.SuppressFinalize(this);
    }

    ~TranslationBuffer() => Dispose();
}

/// <summary>One remembered page.</summary>
internal struct TlbEntry
{
    /// <summary>The page whose reads go through.</summary>
    public ulong Readable;

    /// <summary>The page whose writes go through.</summary>
    public ulong Writable;

    /// <summary>What is added to an address of the page to get where it lies in the host.</summary>
    public nint Distance;

    /// <summary>Makes an entry 32 bytes.</summary>
    public ulong Reserved;
}

using System;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ExPool.Model.Hal;

/// <summary>What a processor remembers of the page tables: where the pages lie that it touched last.</summary>
/// <remarks>A TLB, direct-mapped: page p has entry p mod 1024. An entry lets reads through, or reads and writes; what
/// it does not let through is looked up in the page tables. Three columns of words: an access looks at the first or
/// second, and takes the third.</remarks>
internal sealed unsafe class TranslationBuffer : IDisposable
{
    public const int EntryCount = 1024;
    public const nuint Mask = EntryCount - 1;

    /// <summary>Words from where a page stands that may be read to where it stands if it may be written.</summary>
    public const int WritableOffset = EntryCount;

    /// <summary>Words from where a page stands to its distance: what is added to an address of the page to get
    /// where it lies in the host.</summary>
    public const int DistanceOffset = 2 * EntryCount;

    // No page has this number: 36 bits are the most.
    private const ulong Nothing = ulong.MaxValue;

    private const nuint ByteCount = 3 * EntryCount * sizeof(ulong);

    private const int WordBits = 64;

    // A bit for each entry: set when its page is not global.
    private readonly ulong[] _local = new ulong[EntryCount / WordBits];

    private ulong* _memory;

    public TranslationBuffer()
    {
        _memory = (ulong*)NativeMemory.AlignedAlloc(ByteCount, 64);
        Clear();
    }

    /// <summary>The pages whose reads go through, a word each; then those whose writes do; then the
    /// distances.</summary>
    public ulong* Entries => _memory;

    /// <summary>What an entry says.</summary>
    public TlbEntry this[int number] => new(
        _memory[number], _memory[number + WritableOffset], unchecked((nint)_memory[number + DistanceOffset]));

    /// <summary>Remembers a page.</summary>
    /// <param name="address">An address in it.</param>
    /// <param name="frame">Where its frame lies in the host.</param>
    /// <param name="isWritable">Whether writes may go through.</param>
    /// <param name="isGlobal">Whether it is the same page in every address space.</param>
    public void Insert(nuint address, byte* frame, bool isWritable, bool isGlobal)
    {
        nuint page = address >> PhysicalMemory.PageShift;
        int number = (int)(page & Mask);
        ulong* entry = _memory + number;
        ulong bit = 1UL << (number % WordBits);
        ref ulong local = ref _local[number / WordBits];
        local = isGlobal ? local & ~bit : local | bit;
        entry[0] = page;
        entry[WritableOffset] = isWritable ? page : Nothing;
        entry[DistanceOffset] = unchecked((ulong)((nint)frame - (nint)(page << PhysicalMemory.PageShift)));
    }

    /// <summary>Forgets a page: its table entry changed.</summary>
    public void Flush(nuint page)
    {
        ulong* entry = _memory + (page & Mask);
        if (entry[0] == page)
        {
            entry[0] = Nothing;
            entry[WritableOffset] = Nothing;
        }
    }

    /// <summary>Forgets the pages that are not global: the address space is another.</summary>
    public void ClearLocal()
    {
        for (int word = 0; word < _local.Length; word++)
        {
            for (ulong left = _local[word]; left != 0; left &= left - 1)
            {
                ulong* entry = _memory + (word * WordBits) + BitOperations.TrailingZeroCount(left);
                entry[0] = Nothing;
                entry[WritableOffset] = Nothing;
            }

            _local[word] = 0;
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        new Span<byte>(_memory, (int)ByteCount).Fill(0xFF);
        Array.Clear(_local);
    }

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
/// <param name="Readable">The page whose reads go through; all ones for none.</param>
/// <param name="Writable">The page whose writes go through; all ones for none.</param>
/// <param name="Distance">What is added to an address of the page to get where it lies in the host.</param>
internal readonly record struct TlbEntry(ulong Readable, ulong Writable, nint Distance);

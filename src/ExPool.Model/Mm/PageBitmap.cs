using System;
using System.Numerics;
using System.Runtime.InteropServices;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>A bit for each page of a range: set when the page is taken.</summary>
/// <remarks>NT's RTL_BITMAP. Bits at or after Length are set, so that nothing is found there.</remarks>
internal sealed class PageBitmap
{
    private const int WordBits = 64;

    private readonly ulong[] _words;
    private ulong _hint;

    /// <summary>Makes a bitmap of pages that are free.</summary>
    public PageBitmap(ulong length)
        : this(length, new ulong[checked((int)((length + WordBits - 1) / WordBits))])
    {
    }

    private PageBitmap(ulong length, ulong[] words)
    {
        Length = length;
        _words = words;
        SetBitsAfterEnd();
    }

    /// <summary>Pages.</summary>
    public ulong Length { get; }

    /// <summary>The bits.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Where the next search begins: part of the state, because it decides who gets what.</summary>
    public ulong Hint
    {
        get => _hint;
        set => _hint = value < Length ? value : 0;
    }

    /// <summary>Whether a page is taken.</summary>
    public bool this[ulong page] => (_words[page / WordBits] & (1UL << (int)(page % WordBits))) != 0;

    /// <summary>The same bits, in a bitmap of another length; added ones are clear.</summary>
    public PageBitmap WithLength(ulong length)
    {
        ulong[] words = new ulong[checked((int)((length + WordBits - 1) / WordBits))];
        _words.AsSpan(0, Math.Min(_words.Length, words.Length)).CopyTo(words);
        if (Length % WordBits != 0 && length > Length)
        {
            words[Length / WordBits] &= ~(ulong.MaxValue << (int)(Length % WordBits));
        }

        return new PageBitmap(length, words) { Hint = Hint };
    }

    /// <summary>Takes pages.</summary>
    public void Set(ulong first, ulong count) => Change(first, count, isSet: true);

    /// <summary>Gives pages back.</summary>
    public void Clear(ulong first, ulong count)
    {
        Change(first, count, isSet: false);
        _hint = Math.Min(_hint, first);
    }

    /// <summary>Finds pages that follow each other and are free.</summary>
    /// <param name="count">Pages, from 1.</param>
    /// <param name="first">The first.</param>
    public bool TryFindClear(ulong count, out ulong first)
    {
        if (TryFindClear(_hint, Length, count, out first)
            || (_hint != 0 && TryFindClear(0, Math.Min(Length, _hint + count), count, out first)))
        {
            _hint = first + count < Length ? first + count : 0;
            return true;
        }

        return false;
    }

    /// <summary>The longest run of free pages.</summary>
    public ulong LongestClear()
    {
        ulong longest = 0;
        for (ulong page = 0; page < Length;)
        {
            ulong start = NextClear(page, Length);
            page = NextSet(start, Length);
            longest = Math.Max(longest, page - start);
        }

        return longest;
    }

    /// <summary>Pages that are taken.</summary>
    public ulong CountSet()
    {
        ulong count = 0;
        foreach (ulong word in _words)
        {
            count += (ulong)BitOperations.PopCount(word);
        }

        return count - (((ulong)_words.Length * WordBits) - Length);
    }

    /// <summary>Writes the bits: words that are alike as one, the others as they are.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_hint);
        for (int first = 0; first < _words.Length;)
        {
            ReadOnlySpan<ulong> rest = _words.AsSpan(first);
            int count = SameCount(rest);
            if (count > 1)
            {
                writer.Write(((ulong)count << 1) | 1);
                writer.Write(rest[0]);
            }
            else
            {
                count = MixedCount(rest);
                writer.Write((ulong)count << 1);
                writer.Write(MemoryMarshal.AsBytes(rest[..count]));
            }

            first += count;
        }
    }

    /// <summary>Reads what was written, into a bitmap whose pages are free. Free pages cost nothing.</summary>
    public void Load(StateReader reader)
    {
        Hint = reader.ReadUpTo("where to look for free pages", Length);
        for (int first = 0; first < _words.Length;)
        {
            long at = reader.Offset;
            ulong head = reader.ReadUInt64();
            if (head >> 1 == 0 || head >> 1 > (ulong)(_words.Length - first))
            {
                throw StateReader.Damaged(
                    at, $"so many words of a bitmap follow: {head >> 1}; expected 1 to {_words.Length - first}");
            }

            LoadPart(reader, _words.AsSpan(first, (int)(head >> 1)), isSame: (head & 1) != 0);
            first += (int)(head >> 1);
        }

        SetBitsAfterEnd();
    }

    private static void LoadPart(StateReader reader, Span<ulong> part, bool isSame)
    {
        if (!isSame)
        {
            reader.Read(MemoryMarshal.AsBytes(part));
        }
        else if (reader.ReadUInt64() is ulong word and not 0)
        {
            part.Fill(word);
        }
    }

    private void SetBitsAfterEnd()
    {
        if (Length % WordBits != 0)
        {
            _words[^1] |= ulong.MaxValue << (int)(Length % WordBits);
        }
    }

    /// <summary>Words from the first on that are all like it.</summary>
    private static int SameCount(ReadOnlySpan<ulong> words)
    {
        int other = words.IndexOfAnyExcept(words[0]);
        return other < 0 ? words.Length : other;
    }

    /// <summary>Words until two follow each other that are alike.</summary>
    private static int MixedCount(ReadOnlySpan<ulong> words)
    {
        // A longer part than this would not fit into the bytes of one span.
        const int Longest = 1 << 20;
        int count = 1;
        int end = Math.Min(words.Length, Longest);
        while (count < end && (count + 1 == words.Length || words[count] != words[count + 1]))
        {
            count++;
        }

        return count;
    }

    private bool TryFindClear(ulong from, ulong end, ulong count, out ulong first)
    {
        first = NextClear(from, end);
        while (first < end && end - first >= count)
        {
            ulong next = NextSet(first, first + count);
            if (next == first + count)
            {
                return true;
            }

            first = NextClear(next, end);
        }

        return false;
    }

    private ulong NextClear(ulong page, ulong end) => Next(page, end, flip: ulong.MaxValue);

    private ulong NextSet(ulong page, ulong end) => Next(page, end, flip: 0);

    private ulong Next(ulong page, ulong end, ulong flip)
    {
        while (page < end)
        {
            ulong word = (_words[page / WordBits] ^ flip) >> (int)(page % WordBits);
            if (word != 0)
            {
                return Math.Min(end, page + (ulong)BitOperations.TrailingZeroCount(word));
            }

            page = (page / WordBits * WordBits) + WordBits;
        }

        return end;
    }

    private void Change(ulong first, ulong count, bool isSet)
    {
        ulong end = first + count;
        while (first < end)
        {
            int shift = (int)(first % WordBits);
            int length = (int)Math.Min(WordBits - (ulong)shift, end - first);
            ulong mask = (length == WordBits ? ulong.MaxValue : (1UL << length) - 1) << shift;
            ref ulong word = ref _words[first / WordBits];
            word = isSet ? word | mask : word & ~mask;
            first += (ulong)length;
        }
    }
}

using System;
using System.Collections.Generic;
using ExPool.Snapshots;

namespace ExPool.Inspection.Tests.Reading;

/// <summary>Memory as a few ranges of bytes; everything else is a hole.</summary>
internal sealed class SyntheticAddressSpace : IAddressSpace
{
    private readonly List<(ulong Start, byte[] Bytes)> _ranges = [];

    public int PointerByteCount => 8;

    /// <summary>What happens before each read; a pool that runs meanwhile.</summary>
    public Action? BeforeRead { get; set; }

    /// <summary>Bytes that were read so far.</summary>
    public long ReadByteCount { get; private set; }

    public IReadOnlyList<(ulong Start, byte[] Bytes)> Ranges => _ranges;

    public void Add(ulong start, byte[] bytes) => _ranges.Add((start, bytes));

    public int Read(ulong address, Span<byte> destination)
    {
        BeforeRead?.Invoke();
        foreach ((ulong start, byte[] bytes) in _ranges)
        {
            if (address >= start && address - start < (ulong)bytes.Length)
            {
                int offset = (int)(address - start);
                int count = Math.Min(destination.Length, bytes.Length - offset);
                bytes.AsSpan(offset, count).CopyTo(destination);
                ReadByteCount += count;
                return count;
            }
        }

        return 0;
    }

    /// <summary>The bytes from an address on.</summary>
    public Span<byte> At(ulong address)
    {
        foreach ((ulong start, byte[] bytes) in _ranges)
        {
            if (address >= start && address - start < (ulong)bytes.Length)
            {
                return bytes.AsSpan((int)(address - start));
            }
        }

        throw new ArgumentOutOfRangeException(nameof(address), $"0x{address:X} is a hole.");
    }
}

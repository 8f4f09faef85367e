using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Model.Hal;

namespace ExPool.Model.Tests.Checking;

/// <summary>All that the page tables say, from the directory's frame down, read from RAM alone.</summary>
internal sealed class TableWalk
{
    private readonly PhysicalMemory _ram;
    private readonly EntryBits _bits;
    private readonly Findings _findings;
    private readonly ulong _selfMap;
    private readonly HashSet<uint> _tables = [];
    private readonly List<uint> _directories = [];

    public TableWalk(PhysicalMemory ram, EntryBits bits, uint directory, ulong selfMap, Findings findings)
    {
        _ram = ram;
        _bits = bits;
        _findings = findings;
        _selfMap = selfMap;
        _tables.Add(directory);
        List<(uint Frame, ulong Base)> level = [(directory, 0)];
        for (int depth = bits.LevelCount - 1; depth > 0; depth--)
        {
            level = Descend(level, depth);
        }

        foreach ((uint frame, ulong start) in level)
        {
            ReadBottom(frame, start);
        }

        findings.ExpectEqual((ulong)(bits.TopEntryCount == 4 ? 4 : 1), (ulong)SelfMapCount, "self-map entries");
    }

    /// <summary>One entry that decides about a page, or about a large one.</summary>
    public readonly record struct Leaf(ulong Address, ulong Entry, uint PageCount);

    /// <summary>Frames that are tables.</summary>
    public IReadOnlySet<uint> Tables => _tables;

    /// <summary>Entries that are not zero, by page number; a large page is there with its first page.</summary>
    public Dictionary<ulong, Leaf> Leaves { get; } = [];

    /// <summary>Entries through which the tables see themselves.</summary>
    public int SelfMapCount { get; private set; }

    private List<(uint Frame, ulong Base)> Descend(List<(uint Frame, ulong Base)> tables, int depth)
    {
        List<(uint, ulong)> below = [];
        foreach ((uint frame, ulong start) in tables)
        {
            ReadOnlySpan<byte> table = _ram.Contents(frame);
            int count = depth == _bits.LevelCount - 1 ? _bits.TopEntryCount : 1 << _bits.IndexBitCount;
            for (int index = 0; index < count; index++)
            {
                ulong entry = EntryAt(table, index);
                if (entry == 0)
                {
                    continue;
                }

                ulong address = _bits.Canonical(start + ((ulong)index << _bits.ShiftOf(depth)));
                uint named = _bits.FrameOf(entry);
                _findings.Expect((entry & EntryBits.ValidBit) != 0, $"level {depth} entry of {address:X} is {entry:X}");
                _findings.Expect(_ram.Contains(named), $"level {depth} entry of {address:X} names frame {named:X}");
                if ((entry & EntryBits.ValidBit) == 0 || !_ram.Contains(named) || IsSelfMap(address, depth, named))
                {
                    continue;
                }

                if (depth == 1 && (entry & EntryBits.LargeBit) != 0)
                {
                    Leaves.Add(address >> 12, new Leaf(address, entry, 1u << _bits.IndexBitCount));
                    continue;
                }

                _findings.Expect(_tables.Add(named), $"frame {named:X} is a table twice: level {depth}, {address:X}");
                below.Add((named, _bits.Canonical(start + ((ulong)index << _bits.ShiftOf(depth)))));
                if (_bits.TopEntryCount == 4 && depth == _bits.LevelCount - 1)
                {
                    _directories.Add(named);
                }
            }
        }

        return below;
    }

    /// <summary>The top table sees itself; with three levels, the last directory sees the four.</summary>
    private bool IsSelfMap(ulong address, int depth, uint named)
    {
        bool isPae = _bits.TopEntryCount == 4;
        if (depth != (isPae ? 1 : _bits.LevelCount - 1))
        {
            return false;
        }

        if (address < _selfMap || (address - _selfMap) >> _bits.ShiftOf(depth) >= (isPae ? 4u : 1u))
        {
            return false;
        }

        int slot = (int)((address - _selfMap) >> _bits.ShiftOf(depth));
        SelfMapCount++;
        bool isRight = isPae ? slot < _directories.Count && _directories[slot] == named : _tables.Contains(named);
        _findings.Expect(isRight, $"the self-map's entry {slot} names frame {named:X}");
        return true;
    }

    private void ReadBottom(uint frame, ulong start)
    {
        ReadOnlySpan<byte> table = _ram.Contents(frame);
        for (int index = 0; index < 1 << _bits.IndexBitCount; index++)
        {
            ulong entry = EntryAt(table, index);
            if (entry != 0)
            {
                ulong address = start + ((ulong)index << 12);
                Leaves.Add(address >> 12, new Leaf(address, entry, 1));
            }
        }
    }

    private ulong EntryAt(ReadOnlySpan<byte> table, int index) => _bits.EntryByteCount == 8
        ? BinaryPrimitives.ReadUInt64LittleEndian(table[(index * 8)..])
        : BinaryPrimitives.ReadUInt32LittleEndian(table[(index * 4)..]);
}

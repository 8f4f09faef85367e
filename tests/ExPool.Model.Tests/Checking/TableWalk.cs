using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using ExPool.Model.Hal;

namespace ExPool.Model.Tests.Checking;

/// <summary>All that the page tables of one address space say, from the directory's frame down, read from RAM
/// alone.</summary>
internal sealed class TableWalk
{
    private readonly PhysicalMemory _ram;
    private readonly EntryBits _bits;
    private readonly Findings _findings;
    private readonly ulong? _selfMap;
    private readonly Dictionary<uint, (int Depth, ulong Address)> _tables = [];
    private readonly List<uint> _directories = [];
    private readonly TableWalk[] _shared;

    /// <summary>Walks.</summary>
    /// <param name="ram">Where the tables lie.</param>
    /// <param name="bits">What entries say.</param>
    /// <param name="directory">The frame of the top table.</param>
    /// <param name="selfMap">Where the tables see themselves; <see langword="null"/>: nowhere.</param>
    /// <param name="findings">What is wrong.</param>
    /// <param name="shared">Other spaces whose tables may be found here, at the same addresses.</param>
    public TableWalk(
        PhysicalMemory ram, EntryBits bits, uint directory, ulong? selfMap, Findings findings,
        params TableWalk[] shared)
    {
        _shared = shared;
        _ram = ram;
        _bits = bits;
        _findings = findings;
        _selfMap = selfMap;
        _tables.Add(directory, (bits.LevelCount, 0));
        List<(uint Frame, ulong Base)> level = [(directory, 0)];
        for (int depth = bits.LevelCount - 1; depth > 0; depth--)
        {
            level = Descend(level, depth);
        }

        foreach ((uint frame, ulong start) in level)
        {
            ReadBottom(frame, start);
        }

        int selfMapCount = selfMap is null ? 0 : bits.TopEntryCount == 4 ? 4 : 1;
        findings.ExpectEqual((ulong)selfMapCount, (ulong)SelfMapCount, "self-map entries");
    }

    /// <summary>One entry that decides about a page, or about a large one.</summary>
    public readonly record struct Leaf(ulong Address, ulong Entry, uint PageCount);

    /// <summary>Frames that are tables.</summary>
    public IReadOnlyCollection<uint> Tables => _tables.Keys;

    /// <summary>Entries that are not zero, by page number; a large page is there with its first page.</summary>
    public Dictionary<ulong, Leaf> Leaves { get; } = [];

    /// <summary>Entries that are another space's.</summary>
    public int SharedCount { get; private set; }

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

                if (IsShared(address, depth, entry, named))
                {
                    continue;
                }

                if (depth == 1 && (entry & EntryBits.LargeBit) != 0)
                {
                    Leaves.Add(address >> 12, new Leaf(address, entry, 1u << _bits.IndexBitCount));
                    continue;
                }

                _findings.Expect(
                    _tables.TryAdd(named, (depth, address)),
                    $"frame {named:X} is a table twice: level {depth}, {address:X}");
                below.Add((named, _bits.Canonical(start + ((ulong)index << _bits.ShiftOf(depth)))));
                if (_bits.TopEntryCount == 4 && depth == _bits.LevelCount - 1)
                {
                    _directories.Add(named);
                }
            }
        }

        return below;
    }

    /// <summary>What belongs to another space is that space's entry of the same address.</summary>
    private bool IsShared(ulong address, int depth, ulong entry, uint named)
    {
        foreach (TableWalk other in _shared)
        {
            bool isItsTable = other._tables.TryGetValue(named, out (int Depth, ulong Address) place);
            bool isItsPage = depth == 1
                && other.Leaves.TryGetValue(address >> 12, out Leaf leaf)
                && leaf.Entry == entry;
            if (isItsTable || isItsPage)
            {
                _findings.Expect(
                    isItsPage || place == (depth, address),
                    $"level {depth} entry of {address:X} is another's, but not of this address");
                SharedCount++;
                return true;
            }
        }

        return false;
    }

    /// <summary>The top table sees itself; with three levels, the last directory sees the four.</summary>
    private bool IsSelfMap(ulong address, int depth, uint named)
    {
        bool isPae = _bits.TopEntryCount == 4;
        if (depth != (isPae ? 1 : _bits.LevelCount - 1))
        {
            return false;
        }

        if (_selfMap is not ulong start || address < start
            || (address - start) >> _bits.ShiftOf(depth) >= (isPae ? 4u : 1u))
        {
            return false;
        }

        int slot = (int)((address - start) >> _bits.ShiftOf(depth));
        SelfMapCount++;
        bool isRight = isPae ? slot < _directories.Count && _directories[slot] == named : _tables.ContainsKey(named);
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

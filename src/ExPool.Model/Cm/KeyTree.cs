using System;
using ExPool.Ke;

namespace ExPool.Model.Cm;

/// <summary>The keys and values of a hive, in its cells.</summary>
/// <remarks>Subkeys lie sorted in one list, 'lf', of up to 65,535. A request that is refused leaves the hive as it
/// was.</remarks>
internal sealed class KeyTree
{
    /// <summary>Bytes of a value at most: 1 MB, as in the usual format.</summary>
    public const int LongestData = 1 << 20;

    private const ushort ListSignature = 0x666C;   // 'lf'
    private const uint ListHeadByteCount = 4;
    private const uint ListCountOffset = 2;
    private const uint SubkeyByteCount = 8;
    private const int HintLength = 4;
    private const uint MostEntries = ushort.MaxValue;

    private readonly ModelKernel _kernel;
    private readonly Cells _cells;
    private readonly Bins _bins;
    private readonly CellList _subkeys;
    private readonly CellList _values;

    public KeyTree(SystemContext system, HiveMemory memory, RegistryQuota quota, HiveBlock hive)
    {
        _kernel = system.Kernel;
        _bins = new Bins(system, memory, quota, hive);
        _cells = new Cells(_kernel, _bins, hive);
        _subkeys = new CellList(_kernel, _cells, ListHeadByteCount, SubkeyByteCount);
        _values = new CellList(_kernel, _cells, 0, sizeof(uint));
    }

    /// <summary>The key in a cell; the machine stops when there is none.</summary>
    public KeyNode NodeOf(uint cell)
    {
        KeyNode node = new(_kernel, _cells.AddressOf(cell));
        return node.IsValid ? node : Stop<KeyNode>();
    }

    /// <summary>Makes the key that all others are in.</summary>
    public NtStatus CreateRoot(CellName name, out uint cell) => Create(Cells.Nil, name, out cell);

    /// <summary>Finds a subkey.</summary>
    /// <returns><see cref="Cells.Nil"/> when there is none.</returns>
    public uint Find(uint parent, string name)
    {
        KeyNode node = NodeOf(parent);
        return Search(node, name, out uint index) ? SubkeyAt(node, index) : Cells.Nil;
    }

    /// <summary>Makes a subkey, which must not be there.</summary>
    public NtStatus Add(uint parent, CellName name, out uint cell)
    {
        KeyNode node = NodeOf(parent);
        _ = Search(node, name.Text, out uint index);
        uint count = node.SubkeyCount;
        cell = Cells.Nil;
        if (count == MostEntries)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = Create(parent, name, out uint made);
        if (status != NtStatus.Success)
        {
            return status;
        }

        uint list = node.Subkeys;
        status = _subkeys.Open(ref list, count, index);
        if (status != NtStatus.Success)
        {
            _cells.Free(made);
            return status;
        }

        WriteHead(list, count + 1);
        nuint entry = _subkeys.AddressOf(list, index);
        _kernel.Write(entry, made);
        _kernel.SetU32(entry, sizeof(uint), HintOf(name.Text));
        (node.Subkeys, node.SubkeyCount, cell) = (list, count + 1, made);
        return NtStatus.Success;
    }

    /// <summary>Removes a key that has no subkeys, and its values.</summary>
    public void Remove(uint cell)
    {
        KeyNode node = NodeOf(cell);
        while (node.ValueCount != 0)
        {
            RemoveValueAt(node, node.ValueCount - 1);
        }

        KeyNode parent = NodeOf(node.Parent);
        if (!Search(parent, node.Name, out uint index))
        {
            _bins.Stop();
        }

        uint list = parent.Subkeys;
        uint count = parent.SubkeyCount;
        _subkeys.Close(ref list, count, index);
        if (list != Cells.Nil)
        {
            WriteHead(list, count - 1);
        }

        (parent.Subkeys, parent.SubkeyCount) = (list, count - 1);
        _cells.Free(cell);
    }

    /// <summary>A subkey by its number in the order of names.</summary>
    public uint SubkeyAt(KeyNode node, uint index) => _kernel.Read<uint>(_subkeys.AddressOf(node.Subkeys, index));

    /// <summary>A value by its number.</summary>
    public ValueCell ValueAt(KeyNode node, uint index)
    {
        uint cell = _kernel.Read<uint>(_values.AddressOf(node.Values, index));
        ValueCell value = new(_kernel, _cells.AddressOf(cell));
        return value.IsValid ? value : Stop<ValueCell>();
    }

    /// <summary>Finds a value.</summary>
    public bool TryFindValue(KeyNode node, string name, out uint index)
    {
        uint count = node.ValueCount;
        for (index = 0; index < count; index++)
        {
            if (ValueAt(node, index).IsNamed(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a value; the one of that name that was there is replaced.</summary>
    public NtStatus SetValue(KeyNode node, CellName name, uint type, ReadOnlySpan<byte> data)
    {
        if (TryFindValue(node, name.Text, out uint index))
        {
            ValueCell found = ValueAt(node, index);
            uint before = found.Data;
            NtStatus replaced = SetData(found, type, data);
            if (replaced == NtStatus.Success && before != Cells.Nil && before != found.Data)
            {
                _cells.Free(before);
            }

            return replaced;
        }

        uint count = node.ValueCount;
        NtStatus status = count == MostEntries ? NtStatus.InsufficientResources : NtStatus.Success;
        uint cell = Cells.Nil;
        if (status == NtStatus.Success)
        {
            status = _cells.Allocate(ValueCell.NameOffset + (uint)name.Bytes.Length, out cell);
        }

        return status == NtStatus.Success ? AddValue(node, count, cell, name, type, data) : status;
    }

    /// <summary>Removes a value.</summary>
    public void RemoveValueAt(KeyNode node, uint index)
    {
        uint cell = _kernel.Read<uint>(_values.AddressOf(node.Values, index));
        uint data = ValueAt(node, index).Data;
        uint list = node.Values;
        uint count = node.ValueCount;
        _values.Close(ref list, count, index);
        (node.Values, node.ValueCount) = (list, count - 1);
        FreeIfAny(data);
        _cells.Free(cell);
    }

    /// <summary>Reads the first bytes of a value.</summary>
    public void Read(ValueCell value, Span<byte> data)
    {
        if (value.Data is uint cell and not Cells.Nil)
        {
            _kernel.ReadBytes(_cells.AddressOf(cell), data);
        }
        else
        {
            value.ReadWithin(data);
        }
    }

    /// <summary>Gives all bins back.</summary>
    public void RemoveAll(HiveBlock hive)
    {
        while (hive.Length != 0)
        {
            _bins.RemoveLast();
        }
    }

    private static uint HintOf(string name)
    {
        uint hint = 0;
        for (int index = 0; index < Math.Min(HintLength, name.Length); index++)
        {
            hint |= (uint)(name[index] & 0xFF) << (8 * index);
        }

        return hint;
    }

    private NtStatus Create(uint parent, CellName name, out uint cell)
    {
        NtStatus status = _cells.Allocate(KeyNode.NameOffset + (uint)name.Bytes.Length, out cell);
        if (status == NtStatus.Success)
        {
            new KeyNode(_kernel, _cells.AddressOf(cell)).Start(parent, name);
        }

        return status;
    }

    private void WriteHead(uint list, uint count)
    {
        nuint address = _cells.AddressOf(list);
        _kernel.SetU16(address, 0, ListSignature);
        _kernel.SetU16(address, ListCountOffset, (ushort)count);
    }

    private bool Search(KeyNode node, string name, out uint index)
    {
        uint low = 0;
        uint high = node.SubkeyCount;
        while (low < high)
        {
            uint middle = (low + high) / 2;
            int order = NodeOf(SubkeyAt(node, middle)).CompareTo(name);
            if (order == 0)
            {
                index = middle;
                return true;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        index = low;
        return false;
    }

    private NtStatus AddValue(
        KeyNode node, uint count, uint cell, CellName name, uint type, ReadOnlySpan<byte> data)
    {
        ValueCell value = new(_kernel, _cells.AddressOf(cell));
        value.Start(name);
        NtStatus status = SetData(value, type, data);
        uint list = node.Values;
        if (status == NtStatus.Success)
        {
            status = _values.Open(ref list, count, count);
            if (status != NtStatus.Success)
            {
                FreeIfAny(value.Data);
            }
        }

        if (status != NtStatus.Success)
        {
            _cells.Free(cell);
            return status;
        }

        _kernel.Write(_values.AddressOf(list, count), cell);
        (node.Values, node.ValueCount) = (list, count + 1);
        return NtStatus.Success;
    }

    /// <summary>Writes data into the value's cell, where it has the room, else into a new one.</summary>
    private NtStatus SetData(ValueCell value, uint type, ReadOnlySpan<byte> data)
    {
        uint length = (uint)data.Length;
        if (length <= ValueCell.LongestWithin)
        {
            value.Set(type, length, Cells.Nil);
            value.WriteWithin(data);
            return NtStatus.Success;
        }

        uint cell = value.Data;
        if (cell == Cells.Nil || _cells.RoomOf(cell) < length)
        {
            NtStatus status = _cells.Allocate(length, out cell);
            if (status != NtStatus.Success)
            {
                return status;
            }
        }

        _kernel.WriteBytes(_cells.AddressOf(cell), data);
        value.Set(type, length, cell);
        return NtStatus.Success;
    }

    private void FreeIfAny(uint cell)
    {
        if (cell != Cells.Nil)
        {
            _cells.Free(cell);
        }
    }

    private T Stop<T>()
    {
        _bins.Stop();
        return default!;
    }
}

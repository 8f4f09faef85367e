using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Cm;

/// <summary>The registry: NT's configuration manager. Hives are made, keys opened, values written.</summary>
/// <remarks>
/// A key is known by the address of its object. Open keys, maps and base blocks lie in paged pool; the data of hives
/// where <see cref="HiveMemory"/> says. Each request answers with a status, and one that is refused leaves nothing
/// behind. At PASSIVE_LEVEL.
/// </remarks>
internal sealed class Registry : SystemPart
{
    // Far more than a terminal server loads; a chain of them is never followed further.
    private const uint MostHives = 4096;

    private readonly HiveMemory _memory;
    private readonly KeyControls _controls;
    private readonly KeyObjects _objects;
    private readonly HiveMaker _maker;
    private nuint _hives;

    public Registry(SystemContext system)
        : base(system)
    {
        _memory = new HiveMemory(system);
        Quota = new RegistryQuota(system);
        _controls = new KeyControls(system);
        _objects = new KeyObjects(system, _controls);
        _maker = new HiveMaker(system, _memory, Quota);
    }

    /// <inheritdoc/>
    public override string Name => "registry";

    /// <summary>What it may have, and has.</summary>
    public RegistryQuota Quota { get; }

    /// <summary>Bytes of an address.</summary>
    public int PointerByteCount => Kernel.PointerByteCount;

    /// <summary>Where the first hive's block lies; 0 when there is none.</summary>
    public nuint FirstHive => _hives;

    /// <summary>Whether the data of hives lies in paged pool.</summary>
    public bool IsInPool => _memory.IsPool;

    /// <summary>Hives that are loaded.</summary>
    public uint HiveCount { get; private set; }

    /// <summary>Keys that are open.</summary>
    public ulong OpenKeyCount => _controls.Count;

    private ModelKernel Kernel => System.Kernel;

    /// <summary>The hives, the one that was loaded last first.</summary>
    public IEnumerable<HiveBlock> Hives
    {
        get
        {
            nuint address = _hives;
            for (uint left = HiveCount; address != 0 && left != 0; left--)
            {
                HiveBlock hive = new(Kernel, address);
                yield return hive;
                address = hive.Next;
            }
        }
    }

    /// <summary>Makes an empty hive: its base block, its map, its root key.</summary>
    public NtStatus CreateHive(string name, out nuint hive)
    {
        hive = 0;
        if (!CellName.TryOfKey(name, out CellName text) || !text.IsNarrow || text.Bytes.Length > HiveBlock.LongestName)
        {
            return NtStatus.ObjectNameInvalid;
        }

        if (FindHive(name) != 0)
        {
            return NtStatus.ObjectNameCollision;
        }

        if (HiveCount == MostHives)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = HiveCount == 0 ? _controls.Start() : NtStatus.Success;
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = _maker.Make(text, out hive);
        if (status != NtStatus.Success)
        {
            StopIfEmpty();
            return status;
        }

        HiveBlock made = new(Kernel, hive);
        (made.Next, _hives) = (_hives, hive);
        HiveCount++;
        Quota.IsEnforced = true;
        return NtStatus.Success;
    }

    /// <summary>Unloads a hive with all keys of it; none may be open.</summary>
    public NtStatus UnloadHive(nuint hive)
    {
        nuint before = 0;
        foreach (HiveBlock block in Hives)
        {
            if (block.Address != hive)
            {
                before = block.Address;
                continue;
            }

            if (block.OpenCount != 0)
            {
                return NtStatus.CannotDelete;
            }

            Unlink(before, block.Next);
            _maker.Free(block);
            HiveCount--;
            StopIfEmpty();
            return NtStatus.Success;
        }

        return NtStatus.InvalidParameter;
    }

    /// <summary>Finds a hive.</summary>
    /// <returns>0 when none of that name is loaded.</returns>
    public nuint FindHive(string name)
    {
        foreach (HiveBlock hive in Hives)
        {
            if (hive.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return hive.Address;
            }
        }

        return 0;
    }

    /// <summary>Bytes of a hive's bins.</summary>
    public uint LengthOf(nuint hive) => new HiveBlock(Kernel, hive).Length;

    /// <summary>Opens the root key of a hive.</summary>
    public NtStatus OpenRoot(nuint hive, out nuint key)
    {
        HiveBlock block = new(Kernel, hive);
        return _objects.Make(block, block.Root, parent: 0, block.Name, out key);
    }

    /// <summary>Opens a subkey.</summary>
    public NtStatus OpenKey(nuint parent, string name, out nuint key)
    {
        key = 0;
        KeyControl above = _objects.ControlOf(parent);
        if (above.Cell == Cells.Nil)
        {
            return NtStatus.KeyDeleted;
        }

        HiveBlock hive = new(Kernel, above.Hive);
        uint cell = TreeOf(hive).Find(above.Cell, name);
        return cell == Cells.Nil
            ? NtStatus.ObjectNameNotFound
            : _objects.Make(hive, cell, above.Address, name, out key);
    }

    /// <summary>Opens a subkey; makes it where it is missing.</summary>
    public NtStatus CreateKey(nuint parent, string name, out nuint key)
    {
        key = 0;
        if (!CellName.TryOfKey(name, out CellName text))
        {
            return NtStatus.ObjectNameInvalid;
        }

        NtStatus status = OpenKey(parent, name, out key);
        if (status != NtStatus.ObjectNameNotFound)
        {
            return status;
        }

        KeyControl above = _objects.ControlOf(parent);
        HiveBlock hive = new(Kernel, above.Hive);
        KeyTree tree = TreeOf(hive);
        status = tree.Add(above.Cell, text, out uint cell);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = _objects.Make(hive, cell, above.Address, name, out key);
        if (status != NtStatus.Success)
        {
            tree.Remove(cell);
        }

        return status;
    }

    /// <summary>Closes a key.</summary>
    public void Close(nuint key) => _objects.Free(key);

    /// <summary>Deletes a key that has no subkeys; it stays open.</summary>
    public NtStatus DeleteKey(nuint key)
    {
        KeyControl control = _objects.ControlOf(key);
        if (control.Cell == Cells.Nil)
        {
            return NtStatus.KeyDeleted;
        }

        HiveBlock hive = new(Kernel, control.Hive);
        KeyTree tree = TreeOf(hive);
        if (control.Parent == 0 || tree.NodeOf(control.Cell).SubkeyCount != 0)
        {
            return NtStatus.CannotDelete;
        }

        tree.Remove(control.Cell);
        _controls.MarkDeleted(control.Address);
        return NtStatus.Success;
    }

    /// <summary>Writes a value of a key.</summary>
    public NtStatus SetValue(nuint key, string name, uint type, ReadOnlySpan<byte> data)
    {
        if (!CellName.TryOfValue(name, out CellName text))
        {
            return NtStatus.ObjectNameInvalid;
        }

        if (data.Length > KeyTree.LongestData)
        {
            return NtStatus.InvalidParameter;
        }

        KeyControl control = _objects.ControlOf(key);
        if (control.Cell == Cells.Nil)
        {
            return NtStatus.KeyDeleted;
        }

        KeyTree tree = TreeOf(new HiveBlock(Kernel, control.Hive));
        return tree.SetValue(tree.NodeOf(control.Cell), text, type, data);
    }

    /// <summary>Deletes a value of a key.</summary>
    public NtStatus DeleteValue(nuint key, string name)
    {
        NtStatus status = Reach(key, out KeyTree tree, out KeyNode node);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (!tree.TryFindValue(node, name, out uint index))
        {
            return NtStatus.ObjectNameNotFound;
        }

        tree.RemoveValueAt(node, index);
        return NtStatus.Success;
    }

    /// <summary>Reads a value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="name">The value's name.</param>
    /// <param name="data">Gets as many bytes as it has room for.</param>
    /// <param name="type">What kind of data it is.</param>
    /// <param name="length">Bytes of data.</param>
    public NtStatus QueryValue(nuint key, string name, Span<byte> data, out uint type, out uint length)
    {
        (type, length) = (0, 0);
        NtStatus status = Reach(key, out KeyTree tree, out KeyNode node);
        if (status != NtStatus.Success)
        {
            return status;
        }

        if (!tree.TryFindValue(node, name, out uint index))
        {
            return NtStatus.ObjectNameNotFound;
        }

        ValueCell value = tree.ValueAt(node, index);
        (type, length) = (value.Type, value.Length);
        tree.Read(value, data[..(int)Math.Min(length, (uint)data.Length)]);
        return length <= (uint)data.Length ? NtStatus.Success : NtStatus.BufferOverflow;
    }

    /// <summary>Names a subkey by its number, in the order of names.</summary>
    public NtStatus EnumerateKey(nuint key, uint index, out string name)
    {
        name = "";
        NtStatus status = Reach(key, out KeyTree tree, out KeyNode node);
        if (status == NtStatus.Success && index >= node.SubkeyCount)
        {
            return NtStatus.NoMoreEntries;
        }

        name = status == NtStatus.Success ? tree.NodeOf(tree.SubkeyAt(node, index)).Name : "";
        return status;
    }

    /// <summary>Names a value by its number.</summary>
    public NtStatus EnumerateValue(nuint key, uint index, out string name)
    {
        name = "";
        NtStatus status = Reach(key, out KeyTree tree, out KeyNode node);
        if (status == NtStatus.Success && index >= node.ValueCount)
        {
            return NtStatus.NoMoreEntries;
        }

        name = status == NtStatus.Success ? tree.ValueAt(node, index).Name : "";
        return status;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        writer.Write(_hives);
        writer.Write(HiveCount);
        Quota.Save(writer);
        _controls.Save(writer);
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        _hives = CmAddress.Read(reader, System, "the first hive");
        HiveCount = reader.ReadUInt32("the number of hives", MostHives);
        long at = reader.Offset;
        Quota.Load(reader);
        if (_controls.Load(reader) != (HiveCount != 0) || (_hives != 0) != (HiveCount != 0))
        {
            throw StateReader.Damaged(
                at, $"there are {HiveCount} hives; expected a first one and a table of open keys with the first only");
        }
    }

    private KeyTree TreeOf(HiveBlock hive) => new(System, _memory, Quota, hive);

    private NtStatus Reach(nuint key, out KeyTree tree, out KeyNode node)
    {
        KeyControl control = _objects.ControlOf(key);
        (tree, node) = (TreeOf(new HiveBlock(Kernel, control.Hive)), default);
        if (control.Cell == Cells.Nil)
        {
            return NtStatus.KeyDeleted;
        }

        node = tree.NodeOf(control.Cell);
        return NtStatus.Success;
    }

    private void Unlink(nuint before, nuint next)
    {
        if (before == 0)
        {
            _hives = next;
        }
        else
        {
            HiveBlock block = new(Kernel, before);
            block.Next = next;
        }
    }

    private void StopIfEmpty()
    {
        if (HiveCount == 0)
        {
            _controls.Stop();
            Quota.IsEnforced = false;
        }
    }
}

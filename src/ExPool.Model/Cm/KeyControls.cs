using System.Numerics;
using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Cm;

/// <summary>The keys that are open, found by hive and cell.</summary>
/// <remarks>Count = control blocks = blocks of names. NT shares names, and keeps closed keys for a while; the model
/// gives each its own, and frees it with the last object.</remarks>
internal sealed class KeyControls(SystemContext system)
{
    private readonly StructureForm _form = system.Structures["KeyControlBlock"];
    private readonly StructureForm _tableForm = system.Structures["KeyControlTable"];
    private readonly StructureForm _nameForm = system.Structures["KeyName"];

    private nuint _table;

    /// <summary>Keys that are open.</summary>
    public ulong Count { get; private set; }

    private ModelKernel Kernel => system.Kernel;

    private uint Length => _tableForm.ByteCount / (uint)Kernel.PointerByteCount;

    /// <summary>Makes the table; to be called before the first hive is loaded.</summary>
    public NtStatus Start()
    {
        _table = Kernel.Allocate(_tableForm.Pool, _tableForm.ByteCount, _tableForm.Tag);
        return _table != 0 ? NtStatus.Success : NtStatus.InsufficientResources;
    }

    /// <summary>Frees the table, after the last hive was unloaded.</summary>
    public void Stop()
    {
        Kernel.Free(_table, _tableForm.Tag);
        _table = 0;
    }

    /// <summary>The control block at an address.</summary>
    public KeyControl this[nuint address] => new(Kernel, address);

    /// <summary>Finds or makes the control block of a key, and refers to it.</summary>
    public NtStatus Open(HiveBlock hive, uint cell, nuint parent, string name, out nuint control)
    {
        uint hash = HashOf(hive.Address, cell);
        control = Find(hive.Address, cell, hash);
        if (control != 0)
        {
            KeyControl found = this[control];
            found.Count++;
            return NtStatus.Success;
        }

        nuint made = Kernel.Allocate(_form.Pool, _form.ByteCount, _form.Tag);
        nuint letters = made == 0 ? 0 : MakeName(name);
        if (letters == 0)
        {
            FreeIfAny(made, _form.Tag);
            return NtStatus.InsufficientResources;
        }

        KeyControl fresh = this[made];
        (fresh.Count, fresh.Cell, fresh.Hash, fresh.Hive) = (1, cell, hash, hive.Address);
        (fresh.Name, fresh.Parent) = (letters, parent);
        (fresh.Next, control) = (Kernel.Pointer(_table, PlaceOf(hash)), made);
        Kernel.SetPointer(_table, PlaceOf(hash), made);
        if (parent != 0)
        {
            KeyControl above = this[parent];
            above.Count++;
        }

        hive.OpenCount++;
        Count++;
        return NtStatus.Success;
    }

    /// <summary>Gives a reference up; with the last one the control block goes, and its reference to its
    /// parent.</summary>
    public void Close(nuint address)
    {
        while (address != 0)
        {
            KeyControl control = this[address];
            uint left = unchecked(control.Count - 1);
            control.Count = left;
            if (left != 0)
            {
                return;
            }

            nuint parent = control.Parent;
            HiveBlock hive = new(Kernel, control.Hive);
            Unlink(control);
            Kernel.Free(control.Name, _nameForm.Tag);
            Kernel.Free(address, _form.Tag);
            hive.OpenCount--;
            Count--;
            address = parent;
        }
    }

    /// <summary>Says that a key is no more; who has it open finds out.</summary>
    public void MarkDeleted(nuint address)
    {
        KeyControl control = this[address];
        control.Cell = Cells.Nil;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_table);
        writer.Write(Count);
    }

    /// <summary>Reads what was written.</summary>
    /// <returns>Whether there is a table.</returns>
    public bool Load(StateReader reader)
    {
        _table = CmAddress.Read(reader, system, "the table of open keys");
        Count = reader.ReadUpTo("the number of open keys", uint.MaxValue);
        return _table != 0;
    }

    private nuint Find(nuint hive, uint cell, uint hash)
    {
        nuint address = Kernel.Pointer(_table, PlaceOf(hash));
        for (ulong left = Count; address != 0 && left != 0; left--)
        {
            KeyControl control = this[address];
            if (control.Cell == cell && control.Hive == hive)
            {
                return address;
            }

            address = control.Next;
        }

        return 0;
    }

    private void Unlink(KeyControl control)
    {
        if (Count == 0 || new HiveBlock(Kernel, control.Hive).OpenCount == 0)
        {
            system.Memory.Stop.Raise(BugCheckCode.RegistryError, 0, 0, control.Hive, 0);
        }

        nuint place = unchecked(_table + PlaceOf(control.Hash));
        nuint at = Kernel.Pointer(place, 0);
        if (at == control.Address)
        {
            Kernel.SetPointer(place, 0, control.Next);
            return;
        }

        for (ulong left = Count; at != 0 && left != 0; left--)
        {
            KeyControl before = this[at];
            at = before.Next;
            if (at == control.Address)
            {
                before.Next = control.Next;
                return;
            }
        }

        system.Memory.Stop.Raise(BugCheckCode.RegistryError, 0, 0, control.Hive, 0);
    }

    private nuint MakeName(string name)
    {
        uint byteCount = (uint)name.Length * sizeof(char);
        nuint block = Kernel.Allocate(_nameForm.Pool, _nameForm.ByteCount + byteCount, _nameForm.Tag);
        if (block != 0)
        {
            Kernel.SetU32(block, 0, byteCount);
            Kernel.WriteBytes(
                block + _nameForm.ByteCount, System.Runtime.InteropServices.MemoryMarshal.AsBytes<char>(name));
        }

        return block;
    }

    // Fibonacci hashing: cells are multiples of 8.
    private uint HashOf(nuint hive, uint cell)
    {
        const uint Golden = 0x9E37_79B1;
        uint mixed = unchecked(((uint)(hive >> 4) ^ BitOperations.RotateLeft(cell, 13)) * Golden);
        return (mixed >> 12) % Length;
    }

    private uint PlaceOf(uint hash) => hash % Length * (uint)Kernel.PointerByteCount;

    private void FreeIfAny(nuint block, PoolTag tag)
    {
        if (block != 0)
        {
            Kernel.Free(block, tag);
        }
    }
}

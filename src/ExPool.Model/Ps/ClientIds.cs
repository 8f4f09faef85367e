using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Ob;

namespace ExPool.Model.Ps;

/// <summary>Gives processes and threads their numbers: NT's PspCidTable, a handle table of the system's own.</summary>
/// <remarks>It is there while a process is. An entry holds the object's address, and no reference.</remarks>
internal sealed class ClientIds(ObjectManager objects)
{
    private nuint _table;

    /// <summary>The number of a process or a thread.</summary>
    /// <param name="body">The object.</param>
    /// <param name="id">Its number, a multiple of 4.</param>
    /// <returns>Success or InsufficientResources: then nothing was taken.</returns>
    public NtStatus Add(nuint body, out uint id)
    {
        id = 0;
        NtStatus status = _table == 0 ? objects.Handles.Create(payer: 0, out _table) : NtStatus.Success;
        if (status == NtStatus.Success)
        {
            status = objects.Handles.At(_table).Add(body, out uint index);
            id = index * HandleTable.HandleStep;
        }

        return status;
    }

    /// <summary>Takes a number back; with the last one the table goes.</summary>
    public void Remove(uint id)
    {
        HandleTable table = objects.Handles.At(_table);
        table.Remove(id / HandleTable.HandleStep);
        if (table.Count == 0)
        {
            objects.Handles.Delete(_table);
            _table = 0;
        }
    }

    /// <summary>The process or thread of a number; 0: none has it.</summary>
    public nuint Find(uint id) =>
        _table != 0 && objects.Handles.Find(_table, id, out nuint body) == NtStatus.Success ? body : 0;

    /// <summary>Writes where the table is.</summary>
    public void Save(StateWriter writer) => writer.Write(_table);

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        long at = reader.Offset;
        _table = (nuint)reader.ReadUInt64();
        objects.CheckBlock(at, "the table of processes and threads", _table);
    }
}

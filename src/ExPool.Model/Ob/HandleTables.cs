using System;
using ExPool.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Ob;

/// <summary>Opens and closes handles, and makes the tables that they are in.</summary>
internal sealed class HandleTables(SystemContext system, ObjectManager objects)
{
    private const string Structure = "HandleTable";

    /// <summary>Makes a table for a process, with its first page.</summary>
    /// <param name="payer">The quota block that its pages are charged to; 0: nobody.</param>
    /// <param name="table">The table; 0 when there is none.</param>
    /// <returns>Success, QuotaExceeded or InsufficientResources: then nothing was taken.</returns>
    public NtStatus Create(nuint payer, out nuint table)
    {
        StructureForm form = system.Structures[Structure];
        table = 0;
        NtStatus status = objects.Quotas.Charge(payer, 0, form.ByteCount);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint block = objects.Memory.Kernel.Allocate(form.Pool, form.ByteCount, form.Tag);
        if (block != 0)
        {
            HandleTable made = At(block);
            made.Payer = payer;
            status = made.AddLeaf();
            if (status == NtStatus.Success)
            {
                objects.Quotas.Reference(payer);
                table = block;
                return status;
            }

            objects.Memory.Kernel.Free(block, form.Tag);
        }

        objects.Quotas.Return(payer, 0, form.ByteCount);
        return block == 0 ? NtStatus.InsufficientResources : status;
    }

    /// <summary>Closes all handles of a table, and gives it back with its pages.</summary>
    public void Delete(nuint table)
    {
        StructureForm form = system.Structures[Structure];
        HandleTable handles = At(table);
        uint index = Math.Min(handles.NextIndex, HandleTable.MostEntries);
        for (; index > 0 && handles.Count != 0; index--)
        {
            if (handles.ObjectAt(index - 1) is nuint body and not 0)
            {
                Close(handles, index - 1, body);
            }
        }

        handles.FreePages();
        nuint payer = handles.Payer;
        objects.Memory.Kernel.Free(table, form.Tag);
        objects.Quotas.Return(payer, 0, form.ByteCount);
        objects.Quotas.Dereference(payer);
    }

    /// <summary>Opens a handle to an object: the handle has a reference of its own.</summary>
    /// <param name="table">Whose.</param>
    /// <param name="body">The object.</param>
    /// <param name="handle">The handle, a multiple of 4; 0 when there is none.</param>
    /// <returns>Success, QuotaExceeded or InsufficientResources: then nothing was taken.</returns>
    public NtStatus Open(nuint table, nuint body, out uint handle)
    {
        handle = 0;
        HandleTable handles = At(table);
        ObjectHeader header = objects.HeaderOf(body);
        NtStatus status = handles.Add(body, out uint index);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = objects.ChargeOnce(header, handles.Payer);
        if (status != NtStatus.Success)
        {
            handles.Remove(index);
            return status;
        }

        header.References = unchecked(header.References + 1);
        header.Handles = unchecked(header.Handles + 1);
        objects.TypeOf(header).AddHandle();
        handle = index * HandleTable.HandleStep;
        return NtStatus.Success;
    }

    /// <summary>Makes an object and opens a handle to it, which then has the only reference.</summary>
    /// <returns>As of both: then nothing was taken.</returns>
    public NtStatus Create(nuint table, in ObjectRequest request, out uint handle)
    {
        handle = 0;
        NtStatus status = objects.Create(request, out nuint body);
        if (status == NtStatus.Success)
        {
            status = Open(table, body, out handle);
            objects.Dereference(body);
        }

        return status;
    }

    /// <summary>Closes a handle.</summary>
    /// <returns>Success, or InvalidHandle.</returns>
    public NtStatus Close(nuint table, uint handle)
    {
        NtStatus status = Find(table, handle, out nuint body);
        if (status == NtStatus.Success)
        {
            Close(At(table), handle / HandleTable.HandleStep, body);
        }

        return status;
    }

    /// <summary>The object of a handle; no reference is taken.</summary>
    /// <returns>Success, or InvalidHandle.</returns>
    public NtStatus Find(nuint table, uint handle, out nuint body)
    {
        HandleTable handles = At(table);
        uint index = handle / HandleTable.HandleStep;
        body = handle % HandleTable.HandleStep == 0 && index < handles.NextIndex ? handles.ObjectAt(index) : 0;
        return body != 0 ? NtStatus.Success : NtStatus.InvalidHandle;
    }

    /// <summary>The table at an address.</summary>
    public HandleTable At(nuint table) => new(objects, table);

    private void Close(in HandleTable handles, uint index, nuint body)
    {
        handles.Remove(index);
        ObjectHeader header = objects.HeaderOf(body);
        objects.TypeOf(header).RemoveHandle();
        header.Handles = unchecked(header.Handles - 1);
        objects.Dereference(body);
    }
}

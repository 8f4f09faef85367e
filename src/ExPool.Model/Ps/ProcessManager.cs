using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Ob;
using ExPool.Model.Vm;

namespace ExPool.Model.Ps;

/// <summary>Makes processes and ends them: NT's Ps.</summary>
/// <remarks>
/// A process that runs has a reference to itself; when it exits it gives back all but its object and its number, which
/// stay until nobody has a handle or a reference to it. What is made is made wholly or not at all.
/// </remarks>
internal sealed class ProcessManager : SystemPart
{
    // What the loader writes for a new process: parameters, and data pages of the images that become its own.
    // Unverified.
    private const nuint ParameterByteCount = 0x2000;

    private readonly ObjectManager _objects;
    private readonly ClientIds _ids;

    public ProcessManager(SystemContext system, ObjectManager objects, ProcessSpaces spaces)
        : base(system)
    {
        _objects = objects;
        _ids = new ClientIds(objects);
        Memory = new ProcessMemory(spaces);
        Threads = new ThreadMaker(system, objects, this, _ids);
        objects[ObjectKind.Process].OnDelete = Delete;
    }

    /// <inheritdoc/>
    public override string Name => "processes";

    /// <summary>User addresses.</summary>
    public ProcessMemory Memory { get; }

    /// <summary>Makes and ends threads.</summary>
    public ThreadMaker Threads { get; }

    /// <summary>Makes a process without threads: NT's NtCreateProcess.</summary>
    /// <param name="request">What process.</param>
    /// <param name="process">The process; 0 when there is none.</param>
    /// <returns>Success, InsufficientResources, CommitmentLimit, NoMemory or QuotaExceeded.</returns>
    public NtStatus Create(in ProcessRequest request, out nuint process)
    {
        NtStatus status = _objects.Create(ObjectKind.Process, out process);
        if (status != NtStatus.Success)
        {
            return status;
        }

        ProcessBody body = At(process);
        body.Image = request.Image;
        body.ParentId = request.Parent == 0 ? 0 : At(request.Parent).Id;
        nuint payer = request.Payer != 0 || request.Parent == 0 ? request.Payer : At(request.Parent).QuotaBlock;
        _objects.Quotas.Reference(payer);
        body.QuotaBlock = payer;
        status = Equip(body, request);
        if (status != NtStatus.Success)
        {
            // What it has so far goes with it.
            _objects.Dereference(process);
            process = 0;
        }

        return status;
    }

    /// <summary>Makes a process of a user of its own, who pays within what the registry allows a user; without such
    /// a value nobody is refused, as NT raises its own limits while there is pool.</summary>
    public NtStatus CreateForUser(in ProcessRequest request, out nuint process)
    {
        process = 0;
        NtStatus status = _objects.Quotas.Create(
            request.Image,
            System.Limits.NonPagedQuota.ByteCount,
            System.Limits.PagedQuota.ByteCount,
            out nuint payer);
        if (status == NtStatus.Success)
        {
            status = Create(request with { Payer = payer }, out process);
            _objects.Quotas.Dereference(payer);
        }

        return status;
    }

    /// <summary>Makes the process of the kernel itself: no user addresses, no image, nobody pays.</summary>
    public NtStatus CreateSystem(out nuint process)
    {
        NtStatus status = _objects.Create(ObjectKind.Process, out process);
        if (status != NtStatus.Success)
        {
            return status;
        }

        ProcessBody body = At(process);
        body.Image = "System";
        status = EquipKernel(body);
        if (status != NtStatus.Success)
        {
            _objects.Dereference(process);
            process = 0;
        }

        return status;
    }

    /// <summary>Ends a process: its threads, handles, addresses. The object stays while others look at it.</summary>
    public void Exit(nuint process)
    {
        ProcessBody body = At(process);
        if (body.HasExited)
        {
            return;
        }

        body.HasExited = true;
        while (body.FirstThread is nuint thread and not 0)
        {
            Threads.Exit(thread);
        }

        GiveBack(body);
        _objects.Dereference(process);
    }

    /// <summary>Ends all processes that a process made.</summary>
    /// <remarks>Objects are listed youngest first. What is older than the process is another's that had its number
    /// before: Windows tells by the times at which they were made.</remarks>
    public void ExitChildren(nuint parent)
    {
        uint id = At(parent).Id;
        List<nuint> children = [];
        foreach (nuint process in _objects.Objects(ObjectKind.Process))
        {
            if (process == parent)
            {
                break;
            }

            // What exited may be gone with the handle that another of them has.
            if (At(process) is { HasExited: false } body && body.ParentId == id)
            {
                children.Add(process);
            }
        }

        children.ForEach(Exit);
    }

    /// <summary>The fields of a process.</summary>
    public ProcessBody At(nuint process) => new(_objects.Memory, process);

    /// <summary>The process or thread of a number; 0: none has it.</summary>
    public nuint Find(uint id) => _ids.Find(id);

    /// <inheritdoc/>
    public override void Save(StateWriter writer) => _ids.Save(writer);

    /// <inheritdoc/>
    public override void Load(StateReader reader) => _ids.Load(reader);

    private NtStatus EquipKernel(ProcessBody body)
    {
        NtStatus status = _ids.Add(body.Address, out uint id);
        if (status == NtStatus.Success)
        {
            body.Id = id;
            status = _objects.Create(ObjectKind.Token, out nuint token);
            body.Token = token;
        }

        if (status == NtStatus.Success)
        {
            status = _objects.Handles.Create(body.QuotaBlock, out nuint table);
            body.HandleTable = table;
        }

        return status;
    }

    private NtStatus Equip(ProcessBody body, in ProcessRequest request)
    {
        NtStatus status = EquipKernel(body);
        if (status == NtStatus.Success)
        {
            status = _objects.Create(ObjectKind.Section, out nuint section);
            body.Section = section;
        }

        if (status == NtStatus.Success)
        {
            status = Memory.Create(ProcessSpaces.UsualMinimumWorkingSet, out uint space);
            body.Space = space;
        }

        if (status == NtStatus.Success)
        {
            status = Memory.Allocate(body.Space, ThreadMaker.AreaByteCount, 0, out nuint area);
            body.TebArea = area;
        }

        if (status == NtStatus.Success)
        {
            // The PEB has the area's first page; the TEBs follow it.
            body.Peb = body.TebArea;
            body.TebCount = 1;
            status = Memory.Commit(body.Space, body.Peb, ThreadMaker.PageByteCount);
        }

        nuint own = ParameterByteCount + (nuint)request.CommittedByteCount;
        return status == NtStatus.Success
            ? Memory.Allocate(body.Space, own, own, out _)
            : status;
    }

    /// <summary>Gives back what a process that exited, or was not made wholly, does not need.</summary>
    private void GiveBack(ProcessBody body)
    {
        if (body.HandleTable is nuint table and not 0)
        {
            body.HandleTable = 0;
            _objects.Handles.Delete(table);
        }

        Threads.FreeTebs(body);
        if (body.Space != 0)
        {
            Memory.Delete(body.Space);
            body.Space = 0;
        }

        if (body.Section is nuint section and not 0)
        {
            body.Section = 0;
            _objects.Dereference(section);
        }

        if (body.Token is nuint token and not 0)
        {
            body.Token = 0;
            _objects.Dereference(token);
        }
    }

    private void Delete(nuint process)
    {
        ProcessBody body = At(process);
        GiveBack(body);
        if (body.Id != 0)
        {
            _ids.Remove(body.Id);
        }

        _objects.Quotas.Dereference(body.QuotaBlock);
    }
}

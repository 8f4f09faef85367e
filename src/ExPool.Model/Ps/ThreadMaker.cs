using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Ob;
using ExPool.Model.Profiles;

namespace ExPool.Model.Ps;

/// <summary>Makes threads and ends them.</summary>
/// <remarks>
/// A thread is an object, a kernel stack in system entries below which one entry stays empty, a number, and in a
/// process with user addresses a TEB and a stack (docs/sources.md#processes-and-threads). A thread that runs has a
/// reference to itself and one to its process.
/// <code>
/// record of a TEB, words: 0 next free record | 1 the TEB
/// </code>
/// NT has a record of its own for each TEB, 'VadS' in nonpaged pool; here it says too which are free.
/// </remarks>
internal sealed class ThreadMaker
{
    /// <summary>Bytes of a page.</summary>
    public const uint PageByteCount = (uint)PhysicalMemory.PageByteCount;

    /// <summary>What addresses are reserved by: TEBs share such an area.</summary>
    public const uint AreaByteCount = 64 << 10;

    private const uint StackPages32 = 3;
    private const uint StackPages64 = 6;
    private const uint GuardPages = 1;

    // A TEB is a page on x86; on x64 it is longer than one.
    private const uint TebPages32 = 1;
    private const uint TebPages64 = 2;

    // What a linker lets be committed of a stack at once, and the guard page below it. Unverified.
    private const uint CommittedStackPages = 2;

    private readonly SystemContext _system;
    private readonly ObjectManager _objects;
    private readonly ProcessManager _processes;
    private readonly ClientIds _ids;

    public ThreadMaker(SystemContext system, ObjectManager objects, ProcessManager processes, ClientIds ids)
    {
        (_system, _objects, _processes, _ids) = (system, objects, processes, ids);
        StackPageCount = system.Profile.Is64Bit ? StackPages64 : StackPages32;
        objects[ObjectKind.Thread].OnDelete = Delete;
    }

    /// <summary>Pages of a kernel stack, without the empty one below it.</summary>
    public uint StackPageCount { get; }

    private uint TebByteCount => (_system.Profile.Is64Bit ? TebPages64 : TebPages32) * PageByteCount;

    /// <summary>Makes a thread: NT's NtCreateThread.</summary>
    /// <param name="request">What thread.</param>
    /// <param name="thread">The thread; 0 when there is none.</param>
    /// <returns>Success, InsufficientResources, CommitmentLimit, NoMemory, QuotaExceeded; ProcessIsTerminating for a
    /// process that has exited.</returns>
    public NtStatus Create(in ThreadRequest request, out nuint thread)
    {
        thread = 0;
        ProcessBody process = _processes.At(request.Process);
        if (process.HasExited)
        {
            return NtStatus.ProcessIsTerminating;
        }

        NtStatus status = _objects.Create(ObjectKind.Thread, out nuint made);
        if (status != NtStatus.Success)
        {
            return status;
        }

        ThreadBody body = At(made);
        body.Process = request.Process;
        _objects.Reference(request.Process);
        status = Equip(body, process, request);
        if (status != NtStatus.Success)
        {
            GiveBack(body, process);
            _objects.Dereference(made);
            return status;
        }

        Link(body, process);
        thread = made;
        return status;
    }

    /// <summary>Ends a thread: its stacks and its TEB. The object stays while others look at it.</summary>
    public void Exit(nuint thread)
    {
        ThreadBody body = At(thread);
        if (body.HasExited)
        {
            return;
        }

        ProcessBody process = _processes.At(body.Process);
        body.HasExited = true;
        Unlink(body, process);
        GiveBack(body, process);
        _objects.Dereference(thread);
    }

    /// <summary>The fields of a thread.</summary>
    public ThreadBody At(nuint thread) => new(_objects.Memory, thread);

    /// <summary>Frees the records of the TEBs that no thread has.</summary>
    public void FreeTebs(ProcessBody process)
    {
        while (process.FreeTeb is nuint record and not 0)
        {
            process.FreeTeb = _objects.Memory.Read(record, 0);
            _objects.Memory.Kernel.Free(record, RecordForm.Tag);
        }
    }

    private StructureForm RecordForm => _system.Structures["TebRecord"];

    private NtStatus Equip(ThreadBody body, ProcessBody process, in ThreadRequest request)
    {
        NtStatus status = _ids.Add(body.Address, out uint id);
        if (status == NtStatus.Success)
        {
            body.Id = id;
            status = TakeKernelStack(body);
        }

        if (status != NtStatus.Success || process.Space == 0)
        {
            return status;
        }

        status = TakeTeb(body, process);
        if (status == NtStatus.Success)
        {
            status = _processes.Memory.Allocate(
                process.Space, request.StackByteCount, CommittedStackPages * PageByteCount, out nuint stack);
            body.UserStack = stack;
        }

        return status;
    }

    private NtStatus TakeKernelStack(ThreadBody body)
    {
        nuint stack = _system.Memory.SystemPtes.Reserve(StackPageCount + GuardPages, mustSucceed: false);
        if (stack == 0)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = _system.Memory.SystemPtes.Commit(stack + (GuardPages * PageByteCount), StackPageCount);
        if (status != NtStatus.Success)
        {
            _system.Memory.SystemPtes.Release(stack, StackPageCount + GuardPages);
            return status;
        }

        body.KernelStack = stack;
        return status;
    }

    private NtStatus TakeTeb(ThreadBody body, ProcessBody process)
    {
        nuint record = process.FreeTeb;
        NtStatus status = record == 0 ? MakeTeb(process, out record) : NtStatus.Success;
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint teb = _objects.Memory.Read(record, _objects.Memory.Width);
        status = _processes.Memory.Commit(process.Space, teb, TebByteCount);
        if (status == NtStatus.Success)
        {
            process.FreeTeb = _objects.Memory.Read(record, 0);
            body.Teb = record;
        }

        return status;
    }

    /// <summary>Makes the record of a TEB, which is free; takes another area when the one of now is given
    /// out.</summary>
    private NtStatus MakeTeb(ProcessBody process, out nuint record)
    {
        record = 0;
        if ((process.TebCount + 1) * TebByteCount > AreaByteCount)
        {
            NtStatus status = _processes.Memory.Allocate(process.Space, AreaByteCount, 0, out nuint area);
            if (status != NtStatus.Success)
            {
                return status;
            }

            process.TebArea = area;
            process.TebCount = 0;
        }

        record = _objects.Memory.Kernel.Allocate(RecordForm.Pool, RecordForm.ByteCount, RecordForm.Tag);
        if (record == 0)
        {
            return NtStatus.InsufficientResources;
        }

        _objects.Memory.Write(record, _objects.Memory.Width, process.TebArea + (process.TebCount * TebByteCount));
        process.TebCount++;
        process.FreeTeb = record;
        return NtStatus.Success;
    }

    private void GiveBack(ThreadBody body, ProcessBody process)
    {
        if (body.UserStack is nuint stack and not 0)
        {
            body.UserStack = 0;
            _processes.Memory.Release(process.Space, stack);
        }

        if (body.Teb is nuint record and not 0)
        {
            body.Teb = 0;
            _processes.Memory.Decommit(
                process.Space, _objects.Memory.Read(record, _objects.Memory.Width), TebByteCount);
            _objects.Memory.Write(record, 0, process.FreeTeb);
            process.FreeTeb = record;
        }

        if (body.KernelStack is nuint kernelStack and not 0)
        {
            body.KernelStack = 0;
            _system.Memory.SystemPtes.Release(kernelStack, StackPageCount + GuardPages);
        }
    }

    private void Link(ThreadBody body, ProcessBody process)
    {
        body.Next = process.FirstThread;
        if (body.Next != 0)
        {
            ThreadBody after = At(body.Next);
            after.Previous = body.Address;
        }

        process.FirstThread = body.Address;
        process.ThreadCount++;
    }

    private void Unlink(ThreadBody body, ProcessBody process)
    {
        if (body.Next != 0)
        {
            ThreadBody after = At(body.Next);
            after.Previous = body.Previous;
        }

        if (body.Previous != 0)
        {
            ThreadBody before = At(body.Previous);
            before.Next = body.Next;
        }
        else
        {
            process.FirstThread = body.Next;
        }

        process.ThreadCount = unchecked(process.ThreadCount - 1);
    }

    private void Delete(nuint thread)
    {
        ThreadBody body = At(thread);
        if (body.Id != 0)
        {
            _ids.Remove(body.Id);
        }

        if (body.Process is nuint process and not 0)
        {
            _objects.Dereference(process);
        }
    }
}

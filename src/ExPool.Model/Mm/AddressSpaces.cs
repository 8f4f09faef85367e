using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>All address spaces: makes and deletes those of processes and sessions, and says whose page lies at an
/// address.</summary>
/// <remarks>
/// NT's MmCreateProcessAddressSpace and MiSessionCreate in purpose. A space that is made is there wholly, or not at
/// all. What is made for one is charged, to commit and to resident pages, until it is deleted.
/// </remarks>
internal sealed partial class AddressSpaces
{
    // A bit for each page of a session is kept; no session of the time gets near. Unverified.
    private const ulong LargestSessionByteCount = 64UL << 30;

    private readonly MemoryManager _memory;
    private readonly List<AddressSpace?> _spaces = [];
    private readonly SystemRange? _sessionRegion;

    // All numbers below are given out; where the search begins, so nothing that a saved machine needs.
    private int _lowestFree;

    /// <summary>Makes the system's space; its tables are still to be made.</summary>
    public AddressSpaces(MemoryManager memory, PteFormat format)
    {
        _memory = memory;
        _sessionRegion = memory.Space.TryGet(SystemVaType.SessionSpace);
        Format = format;
        UserEnd = format.Mode == PagingMode.Amd64 ? 8UL << 40 : 2UL << 30;
        System = Make(AddressSpaceKind.System, 0);
        _spaces.Add(System);
    }

    /// <summary>How entries look.</summary>
    public PteFormat Format { get; }

    /// <summary>The system's: number 0.</summary>
    public AddressSpace System { get; }

    /// <summary>Where user addresses end: a large page's boundary.</summary>
    public ulong UserEnd { get; set; }

    /// <summary>Where the system's half begins.</summary>
    public ulong SystemStart => Format.Mode == PagingMode.Amd64 ? 0xFFFF_8000_0000_0000 : UserEnd;

    /// <summary>Changes of a processor from one space to another.</summary>
    public ulong SwitchCount { get; private set; }

    /// <summary>The spaces by number; <see langword="null"/> where one was deleted.</summary>
    public IReadOnlyList<AddressSpace?> All => _spaces;

    /// <summary>The space of the running processor: a process's, or the system's.</summary>
    public AddressSpace Current => _spaces[(int)_memory.Processors.Running.Space]!;

    /// <summary>The space of a frame's page.</summary>
    public AddressSpace Of(uint frame) => _spaces[(int)_memory.Pfn.SpaceOf(frame)]!;

    /// <summary>A space by number; <see langword="null"/> when there is none.</summary>
    public AddressSpace? Find(uint number) => number < _spaces.Count ? _spaces[(int)number] : null;

    /// <summary>Whether an address is in the user half.</summary>
    public bool IsOfUser(nuint address) => address < UserEnd;

    /// <summary>Whether an address differs from session to session.</summary>
    public bool IsOfSession(nuint address) => _sessionRegion?.Contains(address) ?? false;

    /// <summary>The space whose page lies at an address, for the running processor. What its tables lack of the
    /// system's or the session's is copied now, as a fault does under NT.</summary>
    public AddressSpace Find(nuint address)
    {
        AddressSpace current = Current;
        if (current.Number == 0 || IsOfUser(address) || IsOwn(current, address))
        {
            return current;
        }

        AddressSpace owner = IsOfSession(address) && current.Session is AddressSpace session ? session : System;
        current.SharedCount += current.Tables.Share(address, owner.Tables) ? 1u : 0;
        return owner;
    }

    /// <summary>Lets the running processor use another space: loads CR3.</summary>
    /// <returns>The space before.</returns>
    public AddressSpace Switch(AddressSpace to)
    {
        AddressSpace before = Current;
        if (before != to)
        {
            _memory.Processors.Running.SwitchSpace(to.Number);
            SwitchCount++;
        }

        return before;
    }

    /// <summary>Makes the address space of a process: a top table that shares the system's half, its own part of that,
    /// and a page for its working set list.</summary>
    /// <param name="minimumWorkingSet">Pages that it may always have in RAM: they are taken from what may stay.</param>
    /// <param name="session">The session that it is in.</param>
    /// <param name="space">The space.</param>
    public NtStatus CreateProcess(uint minimumWorkingSet, AddressSpace? session, out AddressSpace? space)
    {
        space = null;
        if (!_memory.Resident.TryTake(minimumWorkingSet))
        {
            return NtStatus.InsufficientResources;
        }

        AddressSpace made = Make(AddressSpaceKind.Process, FreeNumber());
        made.PromisedCount = minimumWorkingSet;
        made.WorkingSet.Minimum = minimumWorkingSet;
        made.Session = session;
        ulong failures = _memory.Counters.CommitFailures;
        if (!made.Tables.Create(System.Tables.SelfMap)
            || made.Pages.CommitNonPaged((nuint)made.Tables.Hyperspace, 1) != NtStatus.Success)
        {
            Undo(made);
            return failures != _memory.Counters.CommitFailures
                ? NtStatus.CommitmentLimit
                : NtStatus.InsufficientResources;
        }

        made.Tables.ShareAll(SystemStart, System.Tables);
        if (session is not null)
        {
            made.Tables.ShareAll(_sessionRegion!.Start, session.Tables);
            session.ProcessCount++;
        }

        Enter(made);
        space = made;
        return NtStatus.Success;
    }

    /// <summary>Makes the space of a session: tables of its own for the region of sessions, of which it gives out
    /// pages.</summary>
    public NtStatus CreateSession(out AddressSpace? space)
    {
        space = null;
        if (_sessionRegion is null)
        {
            return NtStatus.NotSupported;
        }

        AddressSpace made = Make(AddressSpaceKind.Session, FreeNumber());
        ulong failures = _memory.Counters.CommitFailures;
        if (!made.Tables.CreateTop())
        {
            return failures != _memory.Counters.CommitFailures
                ? NtStatus.CommitmentLimit
                : NtStatus.InsufficientResources;
        }

        Enter(made);
        space = made;
        return NtStatus.Success;
    }

    /// <summary>Deletes the space of a process with everything that lies in it, or of a session.</summary>
    /// <returns>Of a session that processes are in: <see cref="NtStatus.InvalidParameter"/>.</returns>
    public NtStatus Delete(AddressSpace space)
    {
        if (space.Number == 0 || space.ProcessCount != 0)
        {
            return NtStatus.InvalidParameter;
        }

        for (int number = 0; number < _memory.Processors.Count; number++)
        {
            if (_memory.Processors[number].Space == space.Number)
            {
                _memory.Processors[number].SwitchSpace(0);
            }
        }

        if (space.Session is AddressSpace session)
        {
            session.ProcessCount--;
        }

        space.Physical.FreeAll();
        if (space.Kind == AddressSpaceKind.Process)
        {
            Clear(space, 0, UserEnd);
        }
        else
        {
            Clear(space, _sessionRegion!.Start, _sessionRegion.Pages.Length << PhysicalMemory.PageShift);
        }

        Undo(space);
        _spaces[(int)space.Number] = null;
        _lowestFree = global::System.Math.Min(_lowestFree, (int)space.Number);
        _memory.WorkingSets.Remove(space.WorkingSet);
        return NtStatus.Success;
    }

    /// <summary>Gives back what the space alone has in the system's half, and its tables.</summary>
    private void Undo(AddressSpace space)
    {
        if (space.Kind == AddressSpaceKind.Process && space.Tables.DirectoryFrame != PfnDatabase.None)
        {
            Clear(space, space.Tables.Hyperspace, PhysicalMemory.PageByteCount);
        }

        space.Tables.Delete();
        _memory.Resident.Return(space.PromisedCount);
    }

    private static void Clear(AddressSpace space, ulong first, ulong byteCount)
    {
        nuint pageCount = (nuint)(byteCount >> PhysicalMemory.PageShift);
        space.Pages.Release((nuint)first, pageCount);
        space.Tables.Prune((nuint)first, pageCount);
    }

    /// <summary>The tables themselves and hyperspace: in every process at the same place, and in each its
    /// own.</summary>
    private static bool IsOwn(AddressSpace process, nuint address)
    {
        PageTables tables = process.Tables;
        ulong end = tables.Hyperspace + tables.Format.ByteCountOf(tables.SharedLevel);
        return unchecked(address - tables.SelfMap) < unchecked(end - tables.SelfMap);
    }

    /// <summary>The lowest number that no space has.</summary>
    private uint FreeNumber()
    {
        while (_lowestFree < _spaces.Count && _spaces[_lowestFree] is not null)
        {
            _lowestFree++;
        }

        return (uint)_lowestFree;
    }

    private void Enter(AddressSpace space)
    {
        if (space.Number == _spaces.Count)
        {
            _spaces.Add(space);
        }
        else
        {
            _spaces[(int)space.Number] = space;
        }

        _memory.WorkingSets.Add(space.WorkingSet);
    }

    private AddressSpace Make(AddressSpaceKind kind, uint number)
    {
        SpaceCharge charge = new(_memory.Commit, _memory.Resident);
        PageTables tables = new(_memory.Memory, _memory.Frames, Format, charge, number)
        {
            UserEnd = kind == AddressSpaceKind.Process ? UserEnd : 0,
            OnPrune = _memory.Processors.FlushLocal,
        };
        WorkingSet workingSet = new(
            _memory.Pfn, _memory.Lists, tables, _memory.Files, _memory.Processors, _memory.Counters);
        VirtualMemory pages = new(
            _memory.Memory, _memory.Pfn, _memory.Lists, _memory.Frames, tables, _memory.Files, workingSet,
            charge, _memory.Resident, _memory.Processors);
        PhysicalPages physical = new(_memory.Pfn, _memory.Frames, tables, charge, _memory.Processors);
        return new AddressSpace(kind, tables, workingSet, pages, physical, charge)
        {
            Range = kind == AddressSpaceKind.Session
                ? new SystemRange(
                    SystemVaType.SessionSpace,
                    _sessionRegion!.Start,
                    global::System.Math.Min(
                        _sessionRegion.Pages.Length << PhysicalMemory.PageShift, LargestSessionByteCount))
                : null,
        };
    }
}

using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Vm;

namespace ExPool.Model.Ps;

/// <summary>The sessions: makes and deletes them, and what their users see.</summary>
/// <remarks>Numbers are given again. What one session has, no other sees: the same addresses lead to other pages. A
/// request that is refused leaves nothing behind. At PASSIVE_LEVEL.</remarks>
internal sealed class Sessions : SystemPart
{
    // More than a terminal server of the time bears.
    private const uint MostSessions = 1024;

    private readonly SessionRules _rules;
    private readonly ProcessSpaces _spaces;
    private readonly Desktops _desktops;
    private readonly SortedDictionary<uint, Session> _sessions = [];

    public Sessions(SystemContext system, ProcessSpaces spaces)
        : base(system)
    {
        _rules = new SessionRules(system);
        _spaces = spaces;
        _desktops = new Desktops(system);
    }

    /// <inheritdoc/>
    public override string Name => "sessions";

    /// <summary>The sessions, by number.</summary>
    public IReadOnlyCollection<Session> All => _sessions.Values;

    /// <summary>Whether a session has a pool of its own.</summary>
    public bool HasOwnPool => _rules.HasOwnPool;

    /// <summary>Bytes of session pool at most; <see langword="null"/> where there is no such pool, or no number for
    /// it.</summary>
    public ulong? PoolMaximum => _rules.HasOwnPool ? _rules.PoolMaximum : null;

    /// <summary>Bytes of a session's views at most; <see langword="null"/> where there is no number.</summary>
    public ulong? ViewMaximum => _rules.HasSessions ? _rules.ViewMaximum : null;

    /// <summary>A session by number; <see langword="null"/> when there is none.</summary>
    public Session? Find(uint id) => _sessions.GetValueOrDefault(id);

    /// <summary>Makes a session: its space, its first process, its pool, the desktops that each has.</summary>
    public NtStatus Create(out uint id)
    {
        id = 0;
        if (!_rules.HasSessions)
        {
            return NtStatus.NotSupported;
        }

        while (_sessions.ContainsKey(id))
        {
            id++;
        }

        if (id == MostSessions)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = _spaces.CreateSession(out SessionSpace? space);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = _spaces.Create(out UserSpace? process, session: space);
        if (status != NtStatus.Success)
        {
            _ = _spaces.DeleteSession(space!);
            return status;
        }

        if (RoomOf(space!) is not SessionRoom room
            || space!.Reserve(room.PageCount, out _) != NtStatus.Success)
        {
            Drop(process!, space!);
            return NtStatus.NoMemory;
        }

        Session session = new(System, id, space!, process!, room);
        status = Start(session);
        if (status != NtStatus.Success)
        {
            Drop(process!, space!);
            return status;
        }

        _sessions.Add(id, session);
        return NtStatus.Success;
    }

    /// <summary>Deletes a session with all that it has.</summary>
    public NtStatus Delete(uint id)
    {
        if (Find(id) is not Session session)
        {
            return NtStatus.InvalidParameter;
        }

        Stop(session);
        Drop(session.Process, session.Space);
        _sessions.Remove(id);
        return NtStatus.Success;
    }

    /// <summary>Makes a desktop with an empty heap.</summary>
    public NtStatus CreateDesktop(uint id, DesktopKind kind, out nuint desktop)
    {
        desktop = 0;
        if (Find(id) is not Session session)
        {
            return NtStatus.InvalidParameter;
        }

        AddressSpace before = session.Enter();
        try
        {
            return _desktops.Create(session, kind, out desktop);
        }
        finally
        {
            session.Leave(before);
        }
    }

    /// <summary>Destroys a desktop with its windows.</summary>
    public NtStatus DestroyDesktop(uint id, nuint desktop)
    {
        if (Find(id) is not Session session)
        {
            return NtStatus.InvalidParameter;
        }

        AddressSpace before = session.Enter();
        try
        {
            return _desktops.Destroy(session, desktop);
        }
        finally
        {
            session.Leave(before);
        }
    }

    /// <summary>Makes a window on a desktop; what its heap holds of it comes from a seed.</summary>
    public NtStatus CreateWindow(uint id, nuint desktop, ulong seed, out nuint window)
    {
        window = 0;
        if (Find(id) is not Session session)
        {
            return NtStatus.InvalidParameter;
        }

        AddressSpace before = session.Enter();
        try
        {
            return _desktops.CreateWindow(session, desktop, seed, out window);
        }
        finally
        {
            session.Leave(before);
        }
    }

    /// <summary>Destroys the window of a desktop that was made last.</summary>
    public NtStatus DestroyLastWindow(uint id, nuint desktop)
    {
        if (Find(id) is not Session session)
        {
            return NtStatus.InvalidParameter;
        }

        AddressSpace before = session.Enter();
        try
        {
            return _desktops.DestroyLastWindow(session, desktop)
                ? NtStatus.Success
                : NtStatus.ObjectNameNotFound;
        }
        finally
        {
            session.Leave(before);
        }
    }

    /// <summary>Whether all windows of a desktop hold what they were made with.</summary>
    public bool Holds(uint id, nuint desktop)
    {
        Session session = _sessions[id];
        AddressSpace before = session.Enter();
        try
        {
            return _desktops.Holds(desktop);
        }
        finally
        {
            session.Leave(before);
        }
    }

    /// <inheritdoc/>
    public override void Second()
    {
        foreach (Session session in _sessions.Values)
        {
            AddressSpace before = session.Enter();
            try
            {
                session.Second();
            }
            finally
            {
                session.Leave(before);
            }
        }
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        writer.Write(_sessions.Count);
        foreach (Session session in _sessions.Values)
        {
            writer.Write(session.Id);
            writer.Write(session.Space.Number);
            writer.Write(session.Process.Number);
            session.Save(writer);
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        HashSet<uint> numbers = [];
        for (uint left = reader.ReadUInt32("the number of sessions", MostSessions); left != 0; left--)
        {
            long at = reader.Offset;
            uint id = reader.ReadUInt32("a session's number", MostSessions);
            uint number = reader.ReadUInt32("a session's space");
            SessionSpace? space = _spaces.FindSession(number);
            UserSpace? process = _spaces.Find(reader.ReadUInt32("a session's first process"));
            if (_sessions.ContainsKey(id) || !numbers.Add(number)
                || space is null || process?.Space.Session != space.Space
                || RoomOf(space) is not SessionRoom room)
            {
                throw StateReader.Damaged(
                    at, $"session {id} is of space {number}; expected one session's each, with a process in it");
            }

            Session session = new(System, id, space, process, room);
            LoadWithin(session, reader);
            _sessions.Add(id, session);
        }
    }

    private SessionRoom? RoomOf(SessionSpace space) =>
        SessionRoom.Of(space.Range, _rules.PoolMaximum, _rules.ViewMaximum);

    // Not by Enter: what counts changes of spaces goes on as it was saved.
    private void LoadWithin(Session session, StateReader reader)
    {
        Processor running = System.Memory.Processors.Running;
        uint before = running.Space;
        running.SwitchSpace(session.Process.Number);
        try
        {
            session.Load(reader, _rules.HasOwnPool);
        }
        finally
        {
            running.SwitchSpace(before);
        }
    }

    private NtStatus Start(Session session)
    {
        AddressSpace before = session.Enter();
        try
        {
            NtStatus status = _rules.HasOwnPool ? session.StartPool() : NtStatus.Success;
            foreach (DesktopKind kind in DesktopHeaps.OfSession)
            {
                status = status == NtStatus.Success ? _desktops.Create(session, kind, out _) : status;
            }

            if (status != NtStatus.Success)
            {
                _desktops.DestroyAll(session);
                session.Stop();
            }

            return status;
        }
        finally
        {
            session.Leave(before);
        }
    }

    private void Stop(Session session)
    {
        AddressSpace before = session.Enter();
        try
        {
            _desktops.DestroyAll(session);
            session.Stop();
        }
        finally
        {
            session.Leave(before);
        }
    }

    private void Drop(UserSpace process, SessionSpace space)
    {
        _spaces.Delete(process);
        _ = _spaces.DeleteSession(space);
    }
}

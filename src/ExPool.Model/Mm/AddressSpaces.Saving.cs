using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <content>Address spaces in a saved machine: their tables and pages lie in RAM, the rest is written here.</content>
internal sealed partial class AddressSpaces
{
    /// <summary>Writes what they remember.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_spaces.Count);
        foreach (AddressSpace? space in _spaces)
        {
            writer.Write(space is not null);
            if (space is not null)
            {
                Save(writer, space);
            }
        }

        foreach (WorkingSet set in _memory.WorkingSets.All)
        {
            writer.Write((int)set.Space);
        }

        _memory.WorkingSets.Save(writer);
        writer.Write(SwitchCount);
    }

    /// <summary>Reads what was written, into a machine with the system's space alone.</summary>
    public void Load(StateReader reader)
    {
        // Each takes a frame at least.
        uint count = reader.ReadBetween("the number of address spaces", 1, _memory.Memory.FrameCount);
        uint[] sessions = new uint[count];
        for (uint number = 0; number < count; number++)
        {
            long at = reader.Offset;
            if (reader.ReadBoolean())
            {
                sessions[number] = Load(reader, number);
            }
            else if (number == 0)
            {
                throw StateReader.Damaged(at, "there is no address space of the system; expected one");
            }
            else
            {
                _spaces.Add(null);
            }
        }

        JoinSessions(reader, sessions);
        LoadTurns(reader);
        SwitchCount = reader.ReadUInt64();
        for (int number = 0; number < _memory.Processors.Count; number++)
        {
            uint used = _memory.Processors[number].Space;
            if (Find(used) is not { Kind: not AddressSpaceKind.Session })
            {
                throw StateReader.Damaged(
                    reader.Offset, $"processor {number} uses address space {used}; expected a process's");
            }
        }
    }

    private static void Save(StateWriter writer, AddressSpace space)
    {
        writer.Write((uint)space.Kind);
        writer.Write(space.Session?.Number ?? 0);
        writer.Write(space.PromisedCount);
        writer.Write(space.Charge.Used);
        writer.Write(space.SharedCount);
        space.Tables.Save(writer);
        space.WorkingSet.Save(writer);
        space.Physical.Save(writer);
        space.Range?.Save(writer);
    }

    /// <summary>Reads one space.</summary>
    /// <returns>The number of its session.</returns>
    private uint Load(StateReader reader, uint number)
    {
        long at = reader.Offset;
        AddressSpaceKind kind = (AddressSpaceKind)reader.ReadUInt32(
            "the kind of an address space", (uint)AddressSpaceKind.Session);
        bool isRight = (kind == AddressSpaceKind.System) == (number == 0)
            && (kind != AddressSpaceKind.Session || _sessionRegion is not null);
        if (!isRight)
        {
            throw StateReader.Damaged(at, $"address space {number} is a {kind}'s; expected what can be there");
        }

        AddressSpace space = number == 0 ? System : Make(kind, number);
        uint session = reader.ReadUInt32("the session of a process");
        space.PromisedCount = reader.ReadUInt32("what a process may have in RAM", _memory.Memory.FrameCount);
        space.Charge.Used = reader.ReadUpTo("the pages promised to an address space", _memory.Commit.Used);
        space.SharedCount = reader.ReadUInt64();
        space.Tables.SelfMap = System.Tables.SelfMap;
        space.Tables.Load(reader);
        space.WorkingSet.Load(reader);
        space.Physical.Load(reader);
        space.Range?.Load(reader);
        if (number != 0)
        {
            _spaces.Add(space);
        }

        return session;
    }

    private void JoinSessions(StateReader reader, uint[] sessions)
    {
        for (int number = 0; number < sessions.Length; number++)
        {
            if (sessions[number] == 0)
            {
                continue;
            }

            AddressSpace? session = Find(sessions[number]);
            if (_spaces[number]!.Kind != AddressSpaceKind.Process || session?.Kind != AddressSpaceKind.Session)
            {
                throw StateReader.Damaged(
                    reader.Offset,
                    $"address space {number} is in session {sessions[number]}; expected a process, in one that is "
                    + "there");
            }

            _spaces[number]!.Session = session;
            session.ProcessCount++;
        }
    }

    /// <summary>Working sets are trimmed in turn: the order is part of what a machine does.</summary>
    private void LoadTurns(StateReader reader)
    {
        _memory.WorkingSets.Remove(System.WorkingSet);
        bool[] isMet = new bool[_spaces.Count];
        int left = _spaces.FindAll(space => space is not null).Count;
        for (; left > 0; left--)
        {
            long at = reader.Offset;
            int number = reader.ReadIndex("the space of a working set", _spaces.Count);
            if (_spaces[number] is not AddressSpace space || isMet[number])
            {
                throw StateReader.Damaged(at, $"the working set of space {number} has a turn; expected each once");
            }

            isMet[number] = true;
            _memory.WorkingSets.Add(space.WorkingSet);
        }

        _memory.WorkingSets.Load(reader);
    }
}

using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model.Vm;

/// <summary>The address spaces of processes: makes and deletes them, and lets a processor use one.</summary>
/// <remarks>What a process is otherwise, its object and its threads, is somebody else's: a space is known by its
/// number, from 1, which is given to another when it is deleted.</remarks>
internal sealed class ProcessSpaces(SystemContext system) : SystemPart(system)
{
    /// <summary>Pages that a process may always have in RAM unless it says otherwise
    /// (docs/sources.md#working-set-size).</summary>
    public const uint UsualMinimumWorkingSet = 50;

    private readonly SortedDictionary<uint, UserSpace> _spaces = [];

    /// <inheritdoc/>
    public override string Name => "process spaces";

    /// <summary>The spaces, by number.</summary>
    public IReadOnlyCollection<UserSpace> All => _spaces.Values;

    /// <summary>Makes a space: a top page table that shares the system's half, a page for its working set list, and
    /// nothing at user addresses.</summary>
    /// <param name="space">The space; <see langword="null"/> when it failed.</param>
    /// <param name="minimumWorkingSet">Pages that it may always have in RAM.</param>
    /// <param name="session">The session that it is in; <see langword="null"/> for none.</param>
    /// <returns><see cref="NtStatus.InsufficientResources"/> or <see cref="NtStatus.CommitmentLimit"/> when there is
    /// no memory for it; then nothing is left of it.</returns>
    public NtStatus Create(
        out UserSpace? space, uint minimumWorkingSet = UsualMinimumWorkingSet, SessionSpace? session = null)
    {
        NtStatus status = System.Memory.Spaces.CreateProcess(
            minimumWorkingSet, session?.Space, out AddressSpace? made);
        space = made is null ? null : new UserSpace(System, made);
        if (space is not null)
        {
            _spaces.Add(space.Number, space);
        }

        return status;
    }

    /// <summary>Deletes a space with all that lies in it. Processors that use it go to the system's.</summary>
    public void Delete(UserSpace space)
    {
        space.ReleaseAll();
        _spaces.Remove(space.Number);
        System.Memory.Spaces.Delete(space.Space);
    }

    /// <summary>A space by number; <see langword="null"/> when there is none.</summary>
    public UserSpace? Find(uint number) => _spaces.GetValueOrDefault(number);

    /// <summary>Makes the space of a session: pages of its own at the addresses that all sessions have.</summary>
    /// <param name="session">The space; <see langword="null"/> when it failed.</param>
    /// <returns><see cref="NtStatus.NotSupported"/> where the machine has no region for sessions.</returns>
    public NtStatus CreateSession(out SessionSpace? session)
    {
        NtStatus status = System.Memory.Spaces.CreateSession(out AddressSpace? made);
        session = made is null ? null : new SessionSpace(made);
        return status;
    }

    /// <summary>A session's space by number; <see langword="null"/> when there is none.</summary>
    public SessionSpace? FindSession(uint number) =>
        System.Memory.Spaces.Find(number) is { Kind: AddressSpaceKind.Session } found
            ? new SessionSpace(found)
            : null;

    /// <summary>Deletes a session's space with all that lies in it.</summary>
    /// <returns><see cref="NtStatus.InvalidParameter"/> while a process is in it.</returns>
    public NtStatus DeleteSession(SessionSpace session) => System.Memory.Spaces.Delete(session.Space);

    /// <summary>Lets the running processor use a space: NT's KeAttachProcess. What it reads and writes at user
    /// addresses is this space's from now on.</summary>
    /// <param name="space">The space; <see langword="null"/> is the system's, which has no user addresses.</param>
    /// <returns>The one before.</returns>
    public UserSpace? Attach(UserSpace? space)
    {
        AddressSpaces spaces = System.Memory.Spaces;
        return Find(spaces.Switch(space?.Space ?? spaces.System).Number);
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        writer.Write(_spaces.Count);
        foreach (UserSpace space in _spaces.Values)
        {
            writer.Write(space.Number);
            space.Save(writer);
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        uint left = reader.ReadUInt32("the number of processes' spaces", (uint)System.Memory.Spaces.All.Count - 1);
        for (; left > 0; left--)
        {
            long at = reader.Offset;
            uint number = reader.ReadUInt32("a process's space");
            AddressSpace? found = System.Memory.Spaces.Find(number);
            if (found?.Kind != AddressSpaceKind.Process || _spaces.ContainsKey(number))
            {
                throw StateReader.Damaged(at, $"there are ranges of space {number}; expected one process's each");
            }

            UserSpace space = new(System, found);
            space.Load(reader);
            _spaces.Add(number, space);
        }
    }
}

using System;
using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Vm;

namespace ExPool.Model.Ps;

/// <summary>A session: addresses that its processes share among them, with a pool and views: NT's
/// MM_SESSION_SPACE.</summary>
/// <remarks>PoolByteCount = what was asked of session pool and not freed. All but the constructor and the counters is
/// called while the running processor uses the session's space (<see cref="Enter"/>).</remarks>
internal sealed class Session
{
    // Far more than its addresses have room for.
    private const uint MostParts = 1 << 28;

    private readonly SystemContext _system;
    private readonly SessionRoom _room;
    private readonly PoolPlace _place;
    private readonly SystemRange _views;
    private SidePools? _pools;

    public Session(SystemContext system, uint id, SessionSpace space, UserSpace process, SessionRoom room)
    {
        _system = system;
        _room = room;
        (Id, Space, Process) = (id, space, process);
        _views = room.MakeViews();

        // Tables show zeros before they are committed, in the same frame as those of the system.
        space.Space.Pages.ZeroFrame = system.Memory.Virtual.ZeroFrame;
        _place = new PoolPlace($"session {id}", room.MakePoolSpace(), space.Space);
    }

    /// <summary>Its number.</summary>
    public uint Id { get; }

    /// <summary>Its page tables.</summary>
    public SessionSpace Space { get; }

    /// <summary>Its first process, CSRSS, through which the system reaches it.</summary>
    public UserSpace Process { get; }

    /// <summary>Where its pool's tables begin; 0 where it has no pool of its own.</summary>
    public nuint Root => _pools is null ? 0 : _room.Root;

    /// <summary>The frame of the top page table by which it is reached.</summary>
    public uint TopTable => Process.Space.Tables.DirectoryFrame;

    /// <summary>Bytes of session pool that were asked for and not freed.</summary>
    public ulong PoolByteCount { get; private set; }

    /// <summary>Requests of session pool, or of views, that were refused.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Bytes of views that are given out.</summary>
    public ulong ViewByteCount => _views.UsedCount << PhysicalMemory.PageShift;

    /// <summary>The desktop that was made last; 0 when there is none.</summary>
    public nuint Desktops { get; set; }

    /// <summary>Its desktops.</summary>
    public uint DesktopCount { get; set; }

    /// <summary>Its windows.</summary>
    public uint WindowCount { get; set; }

    /// <summary>Makes its pool.</summary>
    public NtStatus StartPool()
    {
        try
        {
            _pools = _system.Kernel.CreatePools(_place, _room.Options);
            return NtStatus.Success;
        }
        catch (PoolException exception)
        {
            return exception.Status;
        }
    }

    /// <summary>Lets the running processor use its space.</summary>
    /// <returns>The space before, for <see cref="Leave"/>.</returns>
    public AddressSpace Enter()
    {
        AddressSpace before = _system.Memory.Spaces.Switch(Process.Space);
        _pools?.FollowProcessor();
        return before;
    }

    /// <summary>Lets the running processor use the space that it used before.</summary>
    public void Leave(AddressSpace before) => _system.Memory.Spaces.Switch(before);

    /// <summary>Allocates a block of session pool.</summary>
    /// <returns>0 when it is exhausted.</returns>
    public nuint Allocate(uint byteCount, PoolTag tag)
    {
        nuint block = _pools is null
            ? _system.Kernel.Allocate(PoolFlags.Paged, byteCount, tag)
            : _pools.Allocate(PoolFlags.Paged, byteCount, tag);
        PoolByteCount += block == 0 ? 0 : byteCount;
        RefusedCount += block == 0 ? 1u : 0;
        return block;
    }

    /// <summary>Frees a block.</summary>
    public void Free(nuint block, uint byteCount, PoolTag tag)
    {
        if (_pools is null)
        {
            _system.Kernel.Free(block, tag);
        }
        else
        {
            _pools.Free(block, tag);
        }

        // A saved machine may have said less than there is.
        PoolByteCount -= Math.Min(PoolByteCount, byteCount);
    }

    /// <summary>Takes addresses for a view; its pages are committed as they are needed.</summary>
    public NtStatus MapView(uint byteCount, out nuint address)
    {
        address = _views.Take(byteCount >> PhysicalMemory.PageShift);
        RefusedCount += address == 0 ? 1u : 0;
        return address == 0 ? NtStatus.NoMemory : NtStatus.Success;
    }

    /// <summary>Promises pages of a view.</summary>
    public NtStatus CommitView(nuint address, uint byteCount)
    {
        NtStatus status = Space.Commit(address, byteCount >> PhysicalMemory.PageShift);
        RefusedCount += status == NtStatus.Success ? 0u : 1;
        return status;
    }

    /// <summary>Gives a view back.</summary>
    public void UnmapView(nuint address, uint byteCount)
    {
        Space.Decommit(address, byteCount >> PhysicalMemory.PageShift);
        _views.Return(address, byteCount >> PhysicalMemory.PageShift);
    }

    /// <summary>Does its pool's work of a second.</summary>
    public void Second() => _pools?.AdjustLookasideDepth();

    /// <summary>Gives its pool back.</summary>
    public void Stop()
    {
        _pools?.Release();
        _pools = null;
    }

    /// <summary>Writes what is not in its memory.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_pools is not null);
        if (_pools is not null)
        {
            _place.Space.Save(writer);
            writer.Write(_place.Control);
            _pools.Save(writer);
        }

        _views.Save(writer);
        writer.Write(PoolByteCount);
        writer.Write(RefusedCount);
        writer.Write(Desktops);
        writer.Write(DesktopCount);
        writer.Write(WindowCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader, bool hasOwnPool)
    {
        long at = reader.Offset;
        if (reader.ReadBoolean() != hasOwnPool)
        {
            throw StateReader.Damaged(
                at, $"session {Id} has {(hasOwnPool ? "no pool" : "a pool")}; expected what the release has");
        }

        if (hasOwnPool)
        {
            LoadPool(reader);
        }

        _views.Load(reader);
        PoolByteCount = reader.ReadUpTo("the bytes of a session's pool", long.MaxValue);
        RefusedCount = reader.ReadUInt64();
        Desktops = (nuint)reader.ReadUInt64();
        DesktopCount = reader.ReadUInt32("the number of desktops", MostParts);
        if ((Desktops == 0) != (DesktopCount == 0))
        {
            throw StateReader.Damaged(
                reader.Offset, $"session {Id} has {DesktopCount} desktops, the last at 0x{Desktops:X}; expected both");
        }

        WindowCount = reader.ReadUInt32("the number of windows", MostParts);
    }

    private void LoadPool(StateReader reader)
    {
        _place.Space.Load(reader);
        _place.Control = (nuint)reader.ReadUInt64();
        _pools = _system.Kernel.OpenPools(_place, _room.Root);
        _pools.Load(reader);
    }
}

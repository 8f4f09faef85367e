using System;
using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Ps;

namespace ExPool.Model.Drivers;

/// <summary>Is a terminal server's users: sessions, and windows on their desktops; what finds no room is refused, and
/// tried again.</summary>
/// <remarks>Each session it makes has a place in a table: number + 1, desktop, windows. Now and then all windows of a
/// desktop are looked at: they must hold what was written.</remarks>
internal sealed class Terminal(DriverArguments arguments) : SystemProgram(arguments)
{
    private const string Tag = "Term";
    private const ulong PlaceByteCount = 24;
    private const ulong DesktopOffset = 8;
    private const ulong WindowsOffset = 16;
    private const uint MostDeedsPerTick = 2048;
    private const ulong MostDeeds = 1UL << 40;
    private const uint LookShare = 64;

    private nuint _table;
    private ulong _next;
    private long _startedAt = -1;
    private bool _wasRefused;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Terminal",
        "is the users of a terminal server: sessions with windows on their desktops; deletes all when told to stop",
        [
            DriverParameter.Number("sessions", DriverUnit.Count, "10", 1, 1000, "sessions that it makes"),
            DriverParameter.Number("windows", DriverUnit.Count, "200", 0, 1_000_000, "windows in each"),
            DriverParameter.Number("rate", DriverUnit.PerSecond, "100/s", 1, 100_000, "windows made in a second"),
            DriverParameter.Number("desktops", DriverUnit.Count, "0", 0, 1000, "desktops that each makes besides"),
        ],
        arguments => new Terminal(arguments));

    /// <summary>Windows that were made.</summary>
    public ulong MadeCount { get; private set; }

    /// <summary>Requests that were refused.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Looks at windows that were not what was written.</summary>
    public ulong DamagedCount { get; private set; }

    /// <summary>The last refusal.</summary>
    public NtStatus LastRefusal { get; private set; }

    private ulong SessionCount => Arguments["sessions"];

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        Sessions sessions = ServicesOf(kernel).Sessions;
        if (IsStopping)
        {
            FreeAll(kernel, sessions);
            return Ended;
        }

        if (_table == 0)
        {
            _table = kernel.Allocate(PoolFlags.Paged, (nuint)(SessionCount * PlaceByteCount), Tag);
            return _table == 0 ? Refuse(kernel, NtStatus.InsufficientResources) : Tick;
        }

        _startedAt = _startedAt < 0 ? kernel.Now.Ticks : _startedAt;
        ulong due = Due(Arguments["rate"], _startedAt, kernel.Now);
        for (uint count = 0; _next < due && count < MostDeedsPerTick; count++)
        {
            NtStatus status = Do(kernel, sessions, _next % SessionCount);
            _next++;
            if (status != NtStatus.Success)
            {
                _startedAt = SinceFor(Arguments["rate"], _next, kernel.Now);
                return Refuse(kernel, status);
            }
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(_table);
        writer.Write(_next);
        writer.Write(_startedAt);
        writer.Write(_wasRefused);
        writer.Write(MadeCount);
        writer.Write(RefusedCount);
        writer.Write(DamagedCount);
        writer.Write((uint)LastRefusal);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _table = (nuint)reader.ReadUInt64();
        _next = reader.ReadUpTo("the turn of a session", MostDeeds);
        _startedAt = reader.ReadInt64();
        _wasRefused = reader.ReadBoolean();
        MadeCount = reader.ReadUInt64();
        RefusedCount = reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
        LastRefusal = (NtStatus)reader.ReadUpTo("a status", uint.MaxValue);
    }

    private TimeSpan Refuse(IKernel kernel, NtStatus status)
    {
        RefusedCount++;
        LastRefusal = status;
        if (!_wasRefused)
        {
            _wasRefused = true;
            kernel.Log($"terminal.sys: refused with 0x{(uint)status:X8} after {MadeCount} windows");
        }

        return Tick;
    }

    /// <summary>A user's next deed: logs on, or makes a window.</summary>
    private NtStatus Do(IKernel kernel, Sessions sessions, ulong index)
    {
        nuint place = unchecked(_table + (nuint)(index * PlaceByteCount));
        ulong number = kernel.Read<ulong>(place);
        if (number == 0)
        {
            return LogOn(kernel, sessions, place);
        }

        uint id = unchecked((uint)(number - 1));
        nuint desktop = (nuint)kernel.Field(place, (int)DesktopOffset);
        ulong windows = kernel.Field(place, (int)WindowsOffset);
        if (windows >= Arguments["windows"])
        {
            return NtStatus.Success;
        }

        NtStatus status = sessions.CreateWindow(id, desktop, kernel.Random.Next(), out _);
        if (status != NtStatus.Success)
        {
            return status;
        }

        kernel.SetField(place, (int)WindowsOffset, windows + 1);
        MadeCount++;
        if (MadeCount % LookShare == 0 && !sessions.Holds(id, desktop))
        {
            DamagedCount++;
            kernel.Log("terminal.sys: a window does not hold what was written");
        }

        return NtStatus.Success;
    }

    private NtStatus LogOn(IKernel kernel, Sessions sessions, nuint place)
    {
        NtStatus status = sessions.Create(out uint id);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint desktop = 0;
        status = sessions.CreateDesktop(id, DesktopKind.Interactive, out desktop);
        for (ulong more = Arguments["desktops"]; more != 0 && status == NtStatus.Success; more--)
        {
            status = sessions.CreateDesktop(id, DesktopKind.NonInteractive, out _);
        }

        if (status != NtStatus.Success)
        {
            _ = sessions.Delete(id);
            return status;
        }

        kernel.Write(place, (ulong)id + 1);
        kernel.SetField(place, (int)DesktopOffset, (ulong)desktop);
        return NtStatus.Success;
    }

    private void FreeAll(IKernel kernel, Sessions sessions)
    {
        if (_table == 0)
        {
            return;
        }

        for (ulong index = 0; index < SessionCount; index++)
        {
            ulong number = kernel.Read<ulong>(unchecked(_table + (nuint)(index * PlaceByteCount)));
            if (number != 0)
            {
                _ = sessions.Delete(unchecked((uint)(number - 1)));
            }
        }

        kernel.Free(_table, Tag);
        _table = 0;
    }
}

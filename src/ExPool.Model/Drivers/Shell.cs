using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Io;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Somebody at a command prompt, who starts programs, lists directories and changes the registry, and says
/// what he sees.</summary>
/// <remarks>What is refused leaves nothing behind, and is tried again at the next turn: programs that run and the value
/// in the registry stay as they were. Started programs = ended + running. What the user sees is the text of the Win32
/// error, as the command prompt prints it; a program that was made but cannot begin shows a box, which the event log
/// keeps too.</remarks>
internal sealed class Shell(DriverArguments arguments) : SystemProgram(arguments)
{
    private const uint MostRunning = 1 << 18;

    // NTFS reads a directory as the file that it is, and writes names into a page of the caller's.
    private const string Directory = @"\Windows";
    private const string NamesTag = "NtfD";
    private const uint NamesByteCount = 0x1000;

    private readonly Outage _programs = new(quiet: TimeSpan.Zero);
    private readonly Outage _listings = new(quiet: TimeSpan.Zero);
    private readonly Outage _values = new(quiet: TimeSpan.Zero);
    private readonly ShellValue _value = new();

    // Processes that run, and when each ends; the oldest first.
    private readonly Queue<(nuint Process, ulong EndsAt)> _running = [];

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Shell",
        "is a user at a command prompt: programs, directories, the registry; says what is refused, and when not",
        [
            DriverParameter.Number("every", DriverUnit.Time, "1s", 160_000, 36_000_000_000, "time between two turns"),
            DriverParameter.Number("runs", DriverUnit.Time, "5s", 160_000, 36_000_000_000, "how long a program runs"),
        ],
        arguments => new Shell(arguments));

    /// <summary>Programs that were started.</summary>
    public ulong StartedCount => _programs.DoneCount;

    /// <summary>Requests that were refused.</summary>
    public ulong RefusedCount => _programs.RefusedCount + _listings.RefusedCount + _values.RefusedCount;

    /// <summary>Contents that were not what was written.</summary>
    public ulong DamagedCount { get; private set; }

    /// <summary>Whether everything worked at the last turn.</summary>
    public bool Works =>
        (_programs.Status, _listings.Status, _values.Status)
        == (NtStatus.Success, NtStatus.Success, NtStatus.Success);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ulong> Tell() => new Dictionary<string, ulong>
    {
        ["works"] = Works ? 1u : 0,
        ["started"] = StartedCount,
        ["refused"] = RefusedCount,
        ["damaged"] = DamagedCount,
    };

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        SystemServices services = ServicesOf(kernel);
        EndPrograms(services, IsStopping ? ulong.MaxValue : (ulong)kernel.Now.Ticks);
        DamagedCount += _value.IsWhole(services.Registry) ? 0u : 1;
        if (IsStopping)
        {
            _value.Close(services.Registry);
            return Ended;
        }

        Note(kernel, _programs, ShellProgram.Image, StartProgram(kernel, services));
        Note(kernel, _listings, "dir", ListDirectory(kernel, services));
        Note(
            kernel, _values, @"reg add HKCU\Software\Turns",
            _value.Write(services.Registry, 1 + (kernel.Random.Next() >> 1)));
        return TimeSpan.FromTicks((long)Arguments["every"]);
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        _programs.Save(writer);
        _listings.Save(writer);
        _values.Save(writer);
        _value.Save(writer);
        writer.Write(DamagedCount);
        writer.Write(_running.Count);
        foreach ((nuint process, ulong endsAt) in _running)
        {
            writer.Write((ulong)process);
            writer.Write(endsAt);
        }
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _programs.Load(reader);
        _listings.Load(reader);
        _values.Load(reader);
        _value.Load(reader);
        DamagedCount = reader.ReadUInt64();
        for (ulong left = reader.ReadUpTo("the number of programs", MostRunning); left > 0; left--)
        {
            nuint process = (nuint)reader.ReadUInt64();
            _running.Enqueue((process, reader.ReadUInt64()));
        }
    }

    private NtStatus StartProgram(IKernel kernel, SystemServices services)
    {
        NtStatus status = ShellProgram.Start(services.Processes, out nuint process, out bool wasCreated);
        if (status == NtStatus.Success)
        {
            _running.Enqueue((process, (ulong)kernel.Now.Ticks + Arguments["runs"]));
        }
        else if (wasCreated && _programs.Status == NtStatus.Success)
        {
            ShowBox(services.Events, status);
        }

        return status;
    }

    private void EndPrograms(SystemServices services, ulong until)
    {
        while (_running.TryPeek(out (nuint Process, ulong EndsAt) oldest) && oldest.EndsAt <= until)
        {
            DamagedCount += ShellProgram.End(services.Processes, oldest.Process) ? 0u : 1;
            _ = _running.Dequeue();
        }
    }

    private static NtStatus ListDirectory(IKernel kernel, SystemServices services)
    {
        NtStatus status = services.Files.Open(new FileOpening(Directory) { PageCount = 1 }, out nuint directory);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint names = kernel.Allocate(PoolFlags.Paged, NamesByteCount, NamesTag);
        if (names != 0)
        {
            kernel.Free(names, NamesTag);
        }

        services.Files.Close(directory);
        return names != 0 ? NtStatus.Success : NtStatus.InsufficientResources;
    }

    private static void Note(IKernel kernel, Outage outage, string command, NtStatus status)
    {
        if (outage.Note(status, kernel.Now))
        {
            Win32Error error = Win32Error.Of(status);
            kernel.Log(status == NtStatus.Success
                ? $"shell: C:\\>{command} works again; refused {outage.RefusedCount} times so far"
                : $"shell: C:\\>{command}: {error.Text} (error {error.Code})");
        }
    }

    /// <summary>The box of a program that came so far that it could not begin.</summary>
    private static void ShowBox(EventLog events, NtStatus status) => events.Write(
        EventMessages.ApplicationPopup,
        status,
        $"{ShellProgram.Image} - Application Error",
        EventMessages.ApplicationInitFailed(status));
}

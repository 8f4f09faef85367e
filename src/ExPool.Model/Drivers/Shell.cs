using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Ke;
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
    private const string Program = "notepad.exe";
    private const string ValueTag = "CMVa";
    private const int ValueByteCount = 0x200;

    // A file object, its request and the buffer that names are written into; sizes are unverified.
    private static readonly BlockForm[] s_listing =
        [BlockForm.NonPaged(0xD8, "File"), BlockForm.NonPaged(0x1A8, "Irp "), BlockForm.Paged(0x1000, "NtfD")];

    private readonly Outage _programs = new(quiet: TimeSpan.Zero);
    private readonly Outage _listings = new(quiet: TimeSpan.Zero);
    private readonly Outage _values = new(quiet: TimeSpan.Zero);
    private nuint _first;
    private nuint _last;
    private nuint _value;
    private ulong _valueSum;

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
        EndPrograms(kernel, IsStopping ? ulong.MaxValue : (ulong)kernel.Now.Ticks);
        if (IsStopping)
        {
            ReplaceValue(kernel, 0, 0);
            return Ended;
        }

        Note(kernel, _programs, Program, StartProgram(kernel));
        Note(kernel, _listings, "dir", ListDirectory(kernel));
        Note(kernel, _values, @"reg add HKCU\Software\Turns", WriteValue(kernel));
        return TimeSpan.FromTicks((long)Arguments["every"]);
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        _programs.Save(writer);
        _listings.Save(writer);
        _values.Save(writer);
        writer.Write((ulong)_first);
        writer.Write((ulong)_last);
        writer.Write((ulong)_value);
        writer.Write(_valueSum);
        writer.Write(DamagedCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _programs.Load(reader);
        _listings.Load(reader);
        _values.Load(reader);
        _first = (nuint)reader.ReadUInt64();
        _last = (nuint)reader.ReadUInt64();
        _value = (nuint)reader.ReadUInt64();
        _valueSum = reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
    }

    private NtStatus StartProgram(IKernel kernel)
    {
        ulong endsAt = (ulong)kernel.Now.Ticks + Arguments["runs"];
        nuint process = ShellProgram.Start(kernel, endsAt, kernel.Random.Next(), out bool wasCreated);
        if (process == 0)
        {
            if (wasCreated && _programs.Status == NtStatus.Success)
            {
                ShowBox(kernel);
            }

            return NtStatus.InsufficientResources;
        }

        kernel.Write(process, 0UL);
        if (_last != 0)
        {
            kernel.Write(_last, (ulong)process);
        }

        _first = _first == 0 ? process : _first;
        _last = process;
        return NtStatus.Success;
    }

    private void EndPrograms(IKernel kernel, ulong until)
    {
        while (_first != 0 && ShellProgram.EndOf(kernel, _first) <= until)
        {
            nuint next = (nuint)kernel.Read<ulong>(_first);
            DamagedCount += ShellProgram.End(kernel, _first) ? 0u : 1;
            _first = next;
            _last = next == 0 ? 0 : _last;
        }
    }

    private static NtStatus ListDirectory(IKernel kernel)
    {
        Span<nuint> blocks = stackalloc nuint[s_listing.Length];
        if (BlockForm.Allocate(kernel, s_listing, blocks) < s_listing.Length)
        {
            return NtStatus.InsufficientResources;
        }

        BlockForm.Free(kernel, s_listing, blocks);
        return NtStatus.Success;
    }

    /// <summary>Puts a new value into the registry's place of the old one, which stays when there is no
    /// memory.</summary>
    private NtStatus WriteValue(IKernel kernel)
    {
        nuint value = kernel.Allocate(PoolFlags.Paged, ValueByteCount, ValueTag);
        if (value == 0)
        {
            return NtStatus.InsufficientResources;
        }

        ReplaceValue(kernel, value, Contents.Write(kernel, value, ValueByteCount, kernel.Random.Next()));
        return NtStatus.Success;
    }

    private void ReplaceValue(IKernel kernel, nuint value, ulong sum)
    {
        if (_value != 0)
        {
            DamagedCount += Contents.Sum(kernel, _value, ValueByteCount) == _valueSum ? 0u : 1;
            kernel.Free(_value, ValueTag);
        }

        (_value, _valueSum) = (value, sum);
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
    private static void ShowBox(IKernel kernel) => ServicesOf(kernel).Events.Write(
        EventMessages.ApplicationPopup,
        NtStatus.InsufficientResources,
        $"{Program} - Application Error",
        EventMessages.ApplicationInitFailed(NtStatus.InsufficientResources));
}

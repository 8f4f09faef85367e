using System;
using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Ob;
using ExPool.Model.Ps;

namespace ExPool.Model.Drivers;

/// <summary>Makes the processes, threads and handles that a Windows has when it has come up: System, smss, csrss and
/// so on.</summary>
/// <remarks>What is refused stays out, and the log says so. It makes no difference between the releases of a
/// generation.</remarks>
internal sealed class Windows(DriverArguments arguments) : SystemProgram(arguments)
{
    // Of eight handles that a process opens one after the other. Unverified shares.
    private static readonly ObjectKind[] s_kinds =
    [
        ObjectKind.Event, ObjectKind.Key, ObjectKind.Event, ObjectKind.File,
        ObjectKind.Semaphore, ObjectKind.Section, ObjectKind.Event, ObjectKind.Mutant,
    ];

    private nuint _system;
    private bool _isUp;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Windows",
        "makes the processes, threads and handles that a Windows has when it has come up",
        [],
        arguments => new Windows(arguments));

    /// <summary>Requests that were refused.</summary>
    public ulong RefusedCount { get; private set; }

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        SystemServices services = ServicesOf(kernel);
        if (IsStopping)
        {
            FreeAll(services);
            return Ended;
        }

        if (_isUp)
        {
            return Patience;
        }

        _isUp = true;
        ComeUp(services);
        if (RefusedCount != 0)
        {
            kernel.Log($"{Name}: {RefusedCount} requests were refused");
        }

        return Patience;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(_system);
        writer.Write(_isUp);
        writer.Write(RefusedCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _system = (nuint)reader.ReadUInt64();
        _isUp = reader.ReadBoolean();
        RefusedCount = reader.ReadUInt64();
    }

    private void ComeUp(SystemServices services)
    {
        Version release = services.Context.Release;
        if (!IsMade(services.Processes.CreateSystem(out _system)))
        {
            return;
        }

        Fill(services, _system, WindowsProcess.SystemOf(release));
        foreach (WindowsProcess plan in WindowsProcess.Of(release))
        {
            for (int count = 0; count < plan.Count; count++)
            {
                ProcessRequest request = new(plan.Image)
                {
                    Parent = _system,
                    CommittedByteCount = (ulong)plan.Kilobytes << 10,
                };
                if (IsMade(services.Processes.Create(request, out nuint process)))
                {
                    Fill(services, process, plan);
                }
            }
        }
    }

    /// <summary>Makes a process's threads, with a handle to each, and its other handles.</summary>
    private void Fill(SystemServices services, nuint process, WindowsProcess plan)
    {
        nuint table = services.Processes.At(process).HandleTable;
        for (int count = 0; count < plan.ThreadCount; count++)
        {
            if (IsMade(services.Processes.Threads.Create(new ThreadRequest(process), out nuint thread)))
            {
                _ = IsMade(services.Objects.Handles.Open(table, thread, out _));
            }
        }

        for (int count = plan.ThreadCount; count < plan.HandleCount; count++)
        {
            ObjectRequest request = new(s_kinds[count % s_kinds.Length]);
            _ = IsMade(services.Objects.Handles.Create(table, request, out _));
        }
    }

    private bool IsMade(NtStatus status)
    {
        RefusedCount += status == NtStatus.Success ? 0u : 1;
        return status == NtStatus.Success;
    }

    private void FreeAll(SystemServices services)
    {
        if (_system == 0)
        {
            return;
        }

        services.Processes.ExitChildren(_system);
        services.Processes.Exit(_system);
        _system = 0;
    }
}

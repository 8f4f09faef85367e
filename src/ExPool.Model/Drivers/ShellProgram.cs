using ExPool.Ke;
using ExPool.Model.Ps;

namespace ExPool.Model.Drivers;

/// <summary>A program that the shell starts: a process with a thread, which begins by committing a heap.</summary>
/// <remarks>All of it is had, or nothing is.</remarks>
internal static class ShellProgram
{
    /// <summary>The name of its image.</summary>
    public const string Image = "notepad.exe";

    // What a small program commits before it shows anything. Unverified.
    private const uint HeapByteCount = 256 << 10;

    /// <summary>Starts one.</summary>
    /// <param name="processes">Processes.</param>
    /// <param name="process">The process; 0 when something was refused.</param>
    /// <param name="wasCreated">Whether it came so far that its own code ran.</param>
    public static NtStatus Start(ProcessManager processes, out nuint process, out bool wasCreated)
    {
        wasCreated = false;
        NtStatus status = processes.Create(new ProcessRequest(Image), out process);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = processes.Threads.Create(new ThreadRequest(process), out _);
        wasCreated = status == NtStatus.Success;
        if (wasCreated)
        {
            status = processes.Memory.Allocate(processes.At(process).Space, HeapByteCount, HeapByteCount, out _);
        }

        if (status != NtStatus.Success)
        {
            processes.Exit(process);
            process = 0;
        }

        return status;
    }

    /// <summary>Ends it.</summary>
    /// <returns>Whether it is still what was started.</returns>
    public static bool End(ProcessManager processes, nuint process)
    {
        ProcessBody body = processes.At(process);
        bool isWhole = body is { Image: Image, ThreadCount: 1, HasExited: false };
        processes.Exit(process);
        return isWhole;
    }
}

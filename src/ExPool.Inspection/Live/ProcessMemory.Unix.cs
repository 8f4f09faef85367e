using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ExPool.Inspection.Live;

/// <summary>
/// Linux: a process held by a pidfd, or by its start time where there is none; its bytes by process_vm_readv.
/// </summary>
internal sealed class LinuxProcessMemory : ProcessMemory
{
    private SafeFileHandle? _pidfd;
    private ulong? _startTime;

    /// <inheritdoc/>
    public override bool IsAlive
    {
        get
        {
            if (_pidfd is null)
            {
                return ProcFiles.StartTimeOf(ProcessId) is ulong now && now == _startTime;
            }

            return !_pidfd.IsClosed && !HasEnded(_pidfd);
        }
    }

    /// <summary>Takes hold of a process.</summary>
    /// <param name="processId">Its number.</param>
    public static LinuxProcessMemory OpenProcess(int processId)
    {
        long pidfd = LinuxCalls.PidfdOpen(LinuxCalls.PidfdOpenNumber, processId, 0);
        LinuxProcessMemory memory = new()
        {
            ProcessId = processId,
            _pidfd = pidfd >= 0 ? new SafeFileHandle((nint)pidfd, ownsHandle: true) : null,
            _startTime = ProcFiles.StartTimeOf(processId),
        };
        if (memory._startTime is null || !memory.IsAlive)
        {
            memory.Dispose();
            throw new SourceException($"There is no process {processId}.", SourceException.BadInput);
        }

        return memory;
    }

    /// <inheritdoc/>
    public override int Read(ulong address, Span<byte> destination) => (int)Math.Max(0, TryRead(address, destination));

    /// <inheritdoc/>
    public override string? FindRefusal(ulong address)
    {
        Span<byte> probe = stackalloc byte[8];
        if (TryRead(address, probe) >= 0)
        {
            return null;
        }

        int error = Marshal.GetLastPInvokeError();
        return error is LinuxCalls.NotPermitted or LinuxCalls.AccessDenied
            ? $"The system does not let this user read the memory of process {ProcessId} "
                + "(process_vm_readv: not permitted); its counters can be read."
            : $"The memory of process {ProcessId} cannot be read "
                + $"(process_vm_readv: {Marshal.GetPInvokeErrorMessage(error)}); its counters can be read.";
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing) => _pidfd?.Dispose();

    /// <summary>A pidfd becomes readable when its process ends.</summary>
    private static unsafe bool HasEnded(SafeFileHandle pidfd)
    {
        bool isHeld = false;
        try
        {
            pidfd.DangerousAddRef(ref isHeld);
            LinuxCalls.PollEntry entry = new()
            {
                File = (int)pidfd.DangerousGetHandle(),
                Events = LinuxCalls.PollIn,
            };
            return LinuxCalls.Poll(&entry, 1, 0) > 0;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
        finally
        {
            if (isHeld)
            {
                pidfd.DangerousRelease();
            }
        }
    }

    private unsafe nint TryRead(ulong address, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return 0;
        }

        fixed (byte* bytes = destination)
        {
            LinuxCalls.IoVector local = new() { Start = (nuint)bytes, ByteCount = (nuint)destination.Length };
            LinuxCalls.IoVector remote = new() { Start = (nuint)address, ByteCount = (nuint)destination.Length };
            return LinuxCalls.ReadProcess(ProcessId, &local, 1, &remote, 1, 0);
        }
    }
}

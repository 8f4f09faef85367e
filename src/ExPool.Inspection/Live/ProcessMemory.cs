using System;

namespace ExPool.Inspection.Live;

/// <summary>
/// Another process, held so that its number cannot come to mean a different one: whether it lives, its bytes.
/// </summary>
internal abstract class ProcessMemory : IDisposable
{
    /// <summary>The process's number.</summary>
    public required int ProcessId { get; init; }

    /// <summary>False once the process has ended, also while its number is still taken.</summary>
    public abstract bool IsAlive { get; }

    /// <summary>Takes hold of a process.</summary>
    /// <param name="processId">Its number.</param>
    /// <exception cref="SourceException">There is no such process, or this system is not known.</exception>
    public static ProcessMemory Open(int processId)
    {
        if (OperatingSystem.IsLinux())
        {
            return LinuxProcessMemory.OpenProcess(processId);
        }

        return OperatingSystem.IsWindows()
            ? WindowsProcessMemory.OpenProcess(processId)
            : throw new SourceException(
                "Looking into another process is available on Linux and Windows only.", SourceException.NotAvailable);
    }

    /// <summary>Reads bytes of the process; never throws.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="destination">Where to put them.</param>
    /// <returns>
    /// The bytes read; fewer than asked at a hole, 0 when the system refuses or the process has ended.
    /// </returns>
    public abstract int Read(ulong address, Span<byte> destination);

    /// <summary>Why its bytes cannot be read; <see langword="null"/> when they can.</summary>
    /// <param name="address">An address that is mapped in it.</param>
    public abstract string? FindRefusal(ulong address);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the process.</summary>
    /// <param name="isDisposing">True when called by <see cref="Dispose()"/>.</param>
    protected abstract void Dispose(bool isDisposing);
}

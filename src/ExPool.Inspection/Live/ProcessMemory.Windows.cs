using System;
using System.Runtime.InteropServices;

namespace ExPool.Inspection.Live;

/// <summary>
/// Windows: a process held by a handle; its bytes by ReadProcessMemory where its security allows that.
/// </summary>
internal sealed class WindowsProcessMemory : ProcessMemory
{
    private nint _handle;
    private bool _mayRead;

    /// <inheritdoc/>
    public override bool IsAlive => _handle != 0 && WindowsCalls.Wait(_handle, 0) == WindowsCalls.WaitTimeout;

    /// <summary>Takes hold of a process.</summary>
    /// <param name="processId">Its number.</param>
    public static WindowsProcessMemory OpenProcess(int processId)
    {
        const uint Look = WindowsCalls.ProcessQueryLimitedInformation | WindowsCalls.Synchronize;
        nint handle = WindowsCalls.OpenProcess(Look | WindowsCalls.ProcessVmRead, false, (uint)processId);
        bool mayRead = handle != 0;
        if (handle == 0)
        {
            handle = WindowsCalls.OpenProcess(Look, false, (uint)processId);
        }

        if (handle == 0)
        {
            int error = Marshal.GetLastPInvokeError();
            throw error == WindowsCalls.ErrorInvalidParameter
                ? new SourceException($"There is no process {processId}.", SourceException.BadInput)
                : new SourceException(
                    $"Process {processId} belongs to another user or refuses inspection "
                    + $"({Marshal.GetPInvokeErrorMessage(error)}).",
                    SourceException.NotAvailable);
        }

        return new WindowsProcessMemory { ProcessId = processId, _handle = handle, _mayRead = mayRead };
    }

    /// <inheritdoc/>
    public override unsafe int Read(ulong address, Span<byte> destination)
    {
        if (_handle == 0 || !_mayRead || destination.IsEmpty)
        {
            return 0;
        }

        nuint read = 0;
        fixed (byte* bytes = destination)
        {
            // Where a part of the range is not mapped the call fails as a whole: then nothing is what can be read.
            bool isRead = WindowsCalls.ReadProcess(_handle, (nuint)address, bytes, (nuint)destination.Length, &read);
            return isRead ? (int)read : 0;
        }
    }

    /// <inheritdoc/>
    public override string? FindRefusal(ulong address)
    {
        Span<byte> probe = stackalloc byte[8];
        return Read(address, probe) == probe.Length
            ? null
            : $"The system does not let this user read the memory of process {ProcessId} (ReadProcessMemory); "
                + "its counters can be read.";
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        if (_handle != 0)
        {
            _ = WindowsCalls.Close(_handle);
            _handle = 0;
        }
    }
}

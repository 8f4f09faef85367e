using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ExPool.Inspection.Live;

/// <summary>
/// A control region mapped read-only into this process; nothing outside of it can be touched through it.
/// </summary>
/// <remarks>
/// On Linux the caller has checked that the file is sealed against shrinking and as long as the mapping, so that no
/// read can fault. On Windows pages of the section may not be committed; there a call that can fail does the copy.
/// </remarks>
internal sealed class MappedRegion : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly bool _isWindows = OperatingSystem.IsWindows();

    private MappedRegion(nint address, ulong byteCount)
        : base(ownsHandle: true)
    {
        SetHandle(address);
        ByteCount = byteCount;
    }

    /// <summary>Bytes that are mapped.</summary>
    public ulong ByteCount { get; }

    /// <summary>Maps the start of a file; the file may be closed afterwards.</summary>
    /// <param name="file">A file that is sealed against shrinking.</param>
    /// <param name="byteCount">Bytes; not more than the file has.</param>
    /// <exception cref="SourceException">The system refuses.</exception>
    public static MappedRegion MapFile(SafeFileHandle file, ulong byteCount)
    {
        nint address = LinuxCalls.Map(
            0, checked((nuint)byteCount), LinuxCalls.ProtectionRead, LinuxCalls.MapShared, file, 0);
        return address is 0 or -1
            ? throw new SourceException(
                $"The control region of {byteCount} bytes cannot be mapped: {Marshal.GetLastPInvokeErrorMessage()}.",
                SourceException.NotAvailable)
            : new MappedRegion(address, byteCount);
    }

    /// <summary>Takes over a view of a section that Windows has mapped.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="byteCount">Its bytes.</param>
    public static MappedRegion OfView(nint address, ulong byteCount) => new(address, byteCount);

    /// <summary>Copies bytes out; whole aligned words where offset and length are multiples of 8.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="destination">Where to put them.</param>
    /// <returns>The bytes copied; fewer than asked at the region's end, 0 once it is closed.</returns>
    public int Read(ulong offset, Span<byte> destination)
    {
        if (offset >= ByteCount)
        {
            return 0;
        }

        int count = (int)Math.Min((ulong)destination.Length, ByteCount - offset);
        bool isHeld = false;
        try
        {
            DangerousAddRef(ref isHeld);
            return _isWindows ? CopyByCall(offset, destination[..count]) : Copy(offset, destination[..count]);
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
        finally
        {
            if (isHeld)
            {
                DangerousRelease();
            }
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() =>
        _isWindows ? WindowsCalls.UnmapView(handle) : LinuxCalls.Unmap(handle, (nuint)ByteCount) == 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe int Copy(ulong offset, Span<byte> destination)
    {
        byte* source = (byte*)handle + offset;
        int done = 0;
        if (offset % sizeof(ulong) == 0)
        {
            Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(destination);
            ulong* from = (ulong*)source;
            for (int index = 0; index < words.Length; index++)
            {
                words[index] = Volatile.Read(ref from[index]);
            }

            done = words.Length * sizeof(ulong);
        }

        new ReadOnlySpan<byte>(source + done, destination.Length - done).CopyTo(destination[done..]);
        return destination.Length;
    }

    private unsafe int CopyByCall(ulong offset, Span<byte> destination)
    {
        nuint read = 0;
        fixed (byte* bytes = destination)
        {
            bool isRead = WindowsCalls.ReadProcess(
                WindowsCalls.CurrentProcess(),
                (nuint)handle + (nuint)offset,
                bytes,
                (nuint)destination.Length,
                &read);
            return isRead ? (int)read : 0;
        }
    }
}

using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ExPool.Model.Hal;

/// <summary>A range of the host's memory that reads as zero and costs nothing until it is written.</summary>
internal sealed unsafe partial class HostMapping : IDisposable
{
    // Windows has no memory that appears at a write; it is committed by the piece.
    private const nuint PieceByteCount = 4 << 20;

    private readonly nuint _byteCount;
    private readonly ulong[]? _backed;

    /// <summary>Takes address space.</summary>
    /// <param name="byteCount">Bytes, from 1.</param>
    /// <exception cref="ComputerException">The host has no address space for it.</exception>
    public HostMapping(nuint byteCount)
    {
        _byteCount = (byteCount + 0xFFFF) & ~(nuint)0xFFFF;
        nint address = OperatingSystem.IsWindows() ? ReserveWindows() : MapUnix();
        Base = (byte*)address;
        if (OperatingSystem.IsWindows())
        {
            _backed = new ulong[(int)((_byteCount / PieceByteCount / 64) + 1)];
        }
    }

    /// <summary>The first byte.</summary>
    public byte* Base { get; private set; }

    /// <summary>Makes sure that a range may be written. On Linux it always may.</summary>
    public void Back(nuint offset, nuint byteCount)
    {
        if (_backed is null)
        {
            return;
        }

        for (nuint piece = offset / PieceByteCount; piece <= (offset + byteCount - 1) / PieceByteCount; piece++)
        {
            ulong bit = 1UL << (int)(piece % 64);
            if ((_backed[piece / 64] & bit) == 0)
            {
                nuint start = piece * PieceByteCount;
                nuint length = nuint.Min(PieceByteCount, _byteCount - start);
                if (VirtualAlloc((nint)(Base + start), length, type: 0x1000, protection: 0x04) == 0)
                {
                    throw new ComputerException("The host has no memory left for the model's RAM.");
                }

                _backed[piece / 64] |= bit;
            }
        }
    }

    /// <summary>Whether anything in a range may ever have been written.</summary>
    public bool IsBacked(nuint offset) =>
        _backed is null || (_backed[offset / PieceByteCount / 64] & (1UL << (int)(offset / PieceByteCount % 64))) != 0;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (Base is not null)
        {
            nint address = (nint)Base;
            Base = null;
            _ = OperatingSystem.IsWindows() ? VirtualFree(address, 0, type: 0x8000) : Unmap(address, _byteCount);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the memory back when nobody did.</summary>
    ~HostMapping() => Dispose();

    private nint MapUnix()
    {
        const int ReadWrite = 3;
        const int PrivateAnonymousNoReserve = 0x02 | 0x20 | 0x4000;
        nint address = Map(0, _byteCount, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        return address != -1 ? address : throw NoSpace();
    }

    private nint ReserveWindows()
    {
        nint address = VirtualAlloc(0, _byteCount, type: 0x2000, protection: 0x04);
        return address != 0 ? address : throw NoSpace();
    }

    private ComputerException NoSpace() =>
        new(
            $"The host has no address space for {_byteCount} bytes.",
            new Win32Exception(Marshal.GetLastPInvokeError()));

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint byteCount, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint byteCount);

    [LibraryImport("kernel32", EntryPoint = "VirtualAlloc", SetLastError = true)]
    private static partial nint VirtualAlloc(nint address, nuint byteCount, uint type, uint protection);

    [LibraryImport("kernel32", EntryPoint = "VirtualFree", SetLastError = true)]
    private static partial int VirtualFree(nint address, nuint byteCount, uint type);
}

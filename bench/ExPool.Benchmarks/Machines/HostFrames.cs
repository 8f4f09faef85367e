using System;
using System.Runtime.InteropServices;
using ExPool.Model;
using ExPool.Model.Hal;

namespace ExPool.Benchmarks.Machines;

/// <summary>Frames of a machine's RAM that lie in the host's.</summary>
internal static partial class HostFrames
{
    /// <summary>Counts them: mincore on Linux; <see langword="null"/> elsewhere.</summary>
    /// <param name="computer">The machine.</param>
    public static unsafe long? CountTouched(Computer computer)
    {
        const uint Piece = 1 << 16;
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        PhysicalMemory ram = computer.Parts.Ram;
        byte[] states = new byte[Piece];
        long count = 0;
        for (uint frame = 0; frame < ram.EndFrame; frame += Piece)
        {
            uint length = Math.Min(Piece, ram.EndFrame - frame);
            nuint bytes = (nuint)length << PhysicalMemory.PageShift;
            if (InCore((nint)ram.FrameAt(frame), bytes, states) != 0)
            {
                return null;
            }

            foreach (byte state in states.AsSpan(0, (int)length))
            {
                count += state & 1;
            }
        }

        return count;
    }

    [LibraryImport("libc", EntryPoint = "mincore")]
    private static partial int InCore(nint address, nuint byteCount, [Out] byte[] states);
}

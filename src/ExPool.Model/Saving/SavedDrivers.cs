using System;
using System.Collections.Generic;
using System.IO;
using ExPool.Model.Ke;

namespace ExPool.Model.Saving;

/// <summary>Writes and reads drivers: what kind each is, and what it remembers.</summary>
/// <remarks>Each has its own bytes, of which it must read all and cannot read more.</remarks>
internal static class SavedDrivers
{
    private const string Part = "drivers";
    private const uint MostDrivers = 4096;

    // What a driver remembers should lie in machine memory; this is for what cannot.
    private const uint LargestState = 64 << 20;

    /// <summary>Writes drivers, by number.</summary>
    public static void Write(StateWriter writer, IReadOnlyList<Driver> drivers)
    {
        if (drivers.Count > MostDrivers)
        {
            throw new ComputerException($"{drivers.Count} drivers cannot be saved; expected at most {MostDrivers}");
        }

        writer.Begin(Part);
        writer.Write(drivers.Count);
        foreach (Driver driver in drivers)
        {
            MemoryStream state = new();
            driver.Save(new StateWriter(state));
            if (state.Length > LargestState)
            {
                throw new ComputerException(
                    $"driver '{driver.Kind}' remembers {state.Length} bytes; expected at most {LargestState}");
            }

            writer.Write(driver.Kind);
            writer.Write(state.Length);
            writer.Write(state.GetBuffer().AsSpan(0, (int)state.Length));
        }
    }

    /// <summary>Reads drivers.</summary>
    public static void Read(StateReader reader, DriverKinds kinds, List<Driver> drivers)
    {
        reader.Expect(Part);
        for (uint left = reader.ReadUInt32("the number of drivers", MostDrivers); left > 0; left--)
        {
            Driver driver = kinds.Make(reader.ReadString());
            byte[] state = ReadState(reader, reader.ReadUInt32("the bytes of a driver", LargestState));
            ReadOne(driver, new StateReader(new MemoryStream(state), reader.Offset - state.Length));
            drivers.Add(driver);
        }
    }

    private static void ReadOne(Driver driver, StateReader reader)
    {
        long at = reader.Offset;
        try
        {
            driver.Load(reader);
        }
        catch (Exception exception) when (exception is not ComputerException)
        {
            // A driver is anybody's code, and the file may be, too.
            throw StateReader.Damaged(at, $"driver '{driver.Kind}' cannot read what it remembers: {exception.Message}");
        }

        reader.ExpectEnd($"what driver '{driver.Kind}' remembers");
    }

    /// <summary>Bytes, taken as they come: no length is believed before they are there.</summary>
    private static byte[] ReadState(StateReader reader, uint byteCount)
    {
        const int PieceByteCount = 64 << 10;
        MemoryStream state = new();
        byte[] piece = new byte[PieceByteCount];
        for (uint left = byteCount; left > 0;)
        {
            Span<byte> part = piece.AsSpan(0, (int)Math.Min(left, PieceByteCount));
            reader.Read(part);
            state.Write(part);
            left -= (uint)part.Length;
        }

        return state.ToArray();
    }
}

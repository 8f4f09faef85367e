using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ExPool.Inspection;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Machines;

/// <summary>What is said between a live machine and who looks at it.</summary>
internal static class LiveProtocol
{
    /// <summary>Asks for all counters: a JSON document.</summary>
    public const string Counters = "counters 1";

    /// <summary>Asks for the whole machine, as <c>boot --save</c> writes it.</summary>
    public const string State = "state 1";

    /// <summary>Asks how far the pools can grow: a JSON document.</summary>
    public const string Reach = "reach 1";

    /// <summary>Loads a driver, whose text follows: a JSON document with its number.</summary>
    public const string LoadDriver = "load 1";

    /// <summary>Asks a driver, whose number follows, what it tells of itself: a JSON document.</summary>
    public const string AskDriver = "tell 1";

    /// <summary>Tells a driver something: its number, a name and a value follow.</summary>
    public const string ControlDriver = "control 1";

    /// <summary>Tells a driver, whose number follows, to stop: its next step frees what it has.</summary>
    public const string StopDriver = "stop 1";

    /// <summary>What an answer begins with.</summary>
    public const string Ok = "ok";

    /// <summary>Bytes that are gathered before they are sent.</summary>
    public const int BufferByteCount = 1 << 16;

    private const int LongestLine = 200;
    private const int MostBytes = 256 << 20;   // tags of a machine: some kilobytes; this is a bound for damage

    /// <summary>Reads a line.</summary>
    /// <param name="stream">Where from.</param>
    /// <exception cref="IOException">It ended before, or is too long.</exception>
    public static string ReadLine(Stream stream)
    {
        StringBuilder line = new();
        while (line.Length < LongestLine)
        {
            int next = stream.ReadByte();
            if (next < 0)
            {
                throw new IOException("the other side went away");
            }

            if (next == '\n')
            {
                return line.ToString();
            }

            line.Append((char)next);
        }

        throw new IOException($"a line has more than {LongestLine} characters");
    }

    /// <summary>Writes a line.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="line">The line.</param>
    public static void WriteLine(Stream stream, string line) =>
        stream.Write(Encoding.ASCII.GetBytes(line[..Math.Min(line.Length, LongestLine - 1)] + "\n"));

    /// <summary>Writes a document.</summary>
    /// <typeparam name="T">What it is of.</typeparam>
    /// <param name="stream">Where to.</param>
    /// <param name="value">What to write.</param>
    /// <param name="type">How it is written.</param>
    public static void Write<T>(Stream stream, T value, JsonTypeInfo<T> type) =>
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Reads a document, to the end.</summary>
    /// <typeparam name="T">What it is of.</typeparam>
    /// <param name="stream">Where from.</param>
    /// <param name="type">How it is read.</param>
    /// <exception cref="SourceException">It is no such document.</exception>
    public static T Read<T>(Stream stream, JsonTypeInfo<T> type)
    {
        try
        {
            using MemoryStream bytes = new();
            byte[] buffer = new byte[BufferByteCount];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MostBytes)
                {
                    throw new IOException($"the answer has more than {MostBytes} bytes");
                }
            }

            ReadOnlySpan<byte> document = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
            return JsonSerializer.Deserialize(document, type) ?? throw new JsonException("the document is null");
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException)
        {
            throw new SourceException(
                $"the machine's answer cannot be read: {failure.Message}; expected a machine of this version",
                SourceException.BadInput);
        }
    }
}

/// <summary>A live machine's counters.</summary>
/// <param name="ProcessId">The process that it runs in.</param>
/// <param name="Snapshot">Its pools.</param>
/// <param name="Memory">Its memory.</param>
internal sealed record LiveCounters(int ProcessId, PoolSnapshot Snapshot, MemoryReport Memory);

/// <summary>How far a live machine's pools can grow.</summary>
/// <param name="Reach">The pools.</param>
/// <param name="PoolUsageMaximum">Percent of paged pool above which it trims memory.</param>
internal sealed record LiveReach(ReachReport Reach, int PoolUsageMaximum);

/// <summary>A driver of a live machine.</summary>
/// <param name="Number">Its number, by which it is asked.</param>
/// <param name="IsRunning">Whether it still has a thread.</param>
/// <param name="Values">What it tells of itself.</param>
internal sealed record LiveDriver(int Number, bool IsRunning, Dictionary<string, ulong> Values);

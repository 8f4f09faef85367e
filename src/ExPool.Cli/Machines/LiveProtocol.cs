using System;
using System.IO;
using System.Text;
using System.Text.Json;
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

    /// <summary>Writes the counters.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="counters">The counters.</param>
    public static void WriteCounters(Stream stream, LiveCounters counters) =>
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(counters, LiveJson.Default.LiveCounters));

    /// <summary>Reads the counters.</summary>
    /// <param name="stream">Where from.</param>
    /// <exception cref="SourceException">It is no such document.</exception>
    public static LiveCounters ReadCounters(Stream stream)
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
            return JsonSerializer.Deserialize(document, LiveJson.Default.LiveCounters)
                ?? throw new JsonException("the document is null");
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

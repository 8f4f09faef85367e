using System;
using System.Globalization;
using System.IO;
using System.Threading;

namespace ExPool.Machine;

/// <summary>Which of the machine's NUMA nodes each of its processors belongs to.</summary>
/// <remarks>Read once: /sys/devices/system/node on Linux, GetNumaProcessorNode on Windows. A system that does
/// not say has one node.</remarks>
internal sealed class HostNodes
{
    private const string LinuxFolder = "/sys/devices/system/node";

    private readonly byte[] _nodeOfProcessor;

    private HostNodes(byte[] nodeOfProcessor, int count)
    {
        _nodeOfProcessor = nodeOfProcessor;
        Count = count;
    }

    /// <summary>Nodes that have processors, at least 1.</summary>
    public int Count { get; }

    /// <summary>The node that this code runs on now, from 0; it may be another a moment later.</summary>
    public int Current
    {
        get
        {
            if (Count == 1)
            {
                return 0;
            }

            int processor = Thread.GetCurrentProcessorId();
            return processor < _nodeOfProcessor.Length ? _nodeOfProcessor[processor] : 0;
        }
    }

    /// <summary>Asks this system.</summary>
    public static HostNodes Read()
    {
        if (OperatingSystem.IsLinux())
        {
            return ReadLinux(LinuxFolder);
        }

        return OperatingSystem.IsWindows() ? ReadWindows() : new HostNodes([], 1);
    }

    /// <summary>Reads a folder laid out as Linux lays out /sys/devices/system/node.</summary>
    internal static HostNodes ReadLinux(string folder)
    {
        byte[] nodes = new byte[1024];
        int count = 0;
        try
        {
            for (int node = 0; node < 64 && File.Exists($"{folder}/node{node}/cpulist"); node++)
            {
                string list = File.ReadAllText($"{folder}/node{node}/cpulist").Trim();
                if (list.Length == 0)
                {
                    continue; // A node of memory alone.
                }

                Mark(nodes, list, (byte)count);
                count++;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            count = 0;
        }

        return count > 1 ? new HostNodes(nodes, count) : new HostNodes([], 1);
    }

    /// <summary>Marks the processors of a list such as "0-3,8,10-11".</summary>
    private static void Mark(byte[] nodes, string list, byte node)
    {
        foreach (string range in list.Split(','))
        {
            string[] ends = range.Split('-');
            int first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            int last = ends.Length > 1 ? int.Parse(ends[1], CultureInfo.InvariantCulture) : first;
            for (int processor = first; processor <= last && processor < nodes.Length; processor++)
            {
                nodes[processor] = node;
            }
        }
    }

    private static HostNodes ReadWindows()
    {
        // The first group of processors; a machine with more shares its pools as one with fewer does.
        byte[] nodes = new byte[64];
        int count = 1;
        for (int processor = 0; processor < Math.Min(nodes.Length, Environment.ProcessorCount); processor++)
        {
            if (WindowsCalls.GetProcessorNode((byte)processor, out byte node) && node < 64)
            {
                nodes[processor] = node;
                count = Math.Max(count, node + 1);
            }
        }

        return new HostNodes(nodes, count);
    }
}

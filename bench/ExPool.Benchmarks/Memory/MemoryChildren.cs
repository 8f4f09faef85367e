using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Reflection;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.Memory;

/// <summary>Measures memory in child processes of this program, one for each contestant, all at once: what is
/// resident does not depend on speed.</summary>
internal static class MemoryChildren
{
    /// <summary>The verb that a child is started with.</summary>
    public const string Verb = "memory-child";

    /// <summary>Measures.</summary>
    /// <param name="peers">The contestants.</param>
    /// <param name="plan">How.</param>
    /// <returns>The figures, by the contestant's name.</returns>
    /// <exception cref="InvalidOperationException">A child ended badly.</exception>
    public static Dictionary<string, MemoryFigures> Measure(IReadOnlyList<Peer> peers, MemoryPlan plan)
    {
        List<Process> children = [];
        try
        {
            foreach (Peer peer in peers)
            {
                children.Add(Start(peer, plan));
            }

            Dictionary<string, MemoryFigures> figures = [];
            for (int index = 0; index < children.Count; index++)
            {
                figures[peers[index].Name] = Read(children[index], peers[index].Name);
            }

            return figures;
        }
        finally
        {
            foreach (Process child in children)
            {
                if (!child.HasExited)
                {
                    child.Kill();
                }

                child.Dispose();
            }
        }
    }

    private static Process Start(Peer peer, MemoryPlan plan)
    {
        string host = Environment.ProcessPath
            ?? throw new InvalidOperationException("the system does not say which program this process runs");
        ProcessStartInfo start = new(host) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add(peer.Name);
        start.ArgumentList.Add(plan.BlockCount.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(plan.Idle.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)
            ?? throw new InvalidOperationException($"no process was started for {peer.Name}");
    }

    private static MemoryFigures Read(Process child, string name)
    {
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? MemoryFigures.Parse(output)
            : throw new InvalidOperationException(
                $"the process that measures {name}'s memory ended with {child.ExitCode}");
    }
}

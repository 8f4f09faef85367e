using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using ExPool.Benchmarks.Memory;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.CommandLine;

/// <summary>What a child process of the memory rows runs; not for people.</summary>
internal static class MemoryChildCommand
{
    private static readonly Argument<string> s_peer = new("PEER") { Description = "Whose memory." };

    private static readonly Argument<string> s_blocks = new("BLOCKS") { Description = "Blocks of the fill." };

    private static readonly Argument<string> s_idle = new("SECONDS") { Description = "How long nothing is done." };

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new(MemoryChildren.Verb, "Measures one contestant's memory.") { Hidden = true };
        command.Arguments.Add(s_peer);
        command.Arguments.Add(s_blocks);
        command.Arguments.Add(s_idle);
        command.SetAction(parse => Run(
            parse.GetRequiredValue(s_peer),
            new MemoryPlan(
                OptionNumbers.Integer("BLOCKS", parse.GetRequiredValue(s_blocks), 10, 100_000_000),
                TimeSpan.FromSeconds(double.Parse(parse.GetRequiredValue(s_idle), CultureInfo.InvariantCulture))),
            parse.InvocationConfiguration.Output));
        return command;
    }

    private static void Run(string name, MemoryPlan plan, TextWriter output)
    {
        foreach (Peer peer in PeerBook.Open().Peers)
        {
            if (peer.Name == name)
            {
                output.WriteLine(peer.MeasureMemory(plan).ToLine());
                return;
            }
        }

        throw new BenchException($"'{name}' is no contestant on this machine");
    }
}

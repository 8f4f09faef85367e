using System;
using System.CommandLine;

namespace ExPool.Cli.CommandLine;

/// <summary>A verb of the tool, with the examples that its help shows and a test runs.</summary>
internal sealed class VerbCommand : Command
{
    /// <summary>Makes a verb.</summary>
    /// <param name="name">What the user types.</param>
    /// <param name="description">What it does, one sentence.</param>
    /// <param name="examples">Whole command lines; the first one is shown in the map of verbs.</param>
    public VerbCommand(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    /// <summary>Whole command lines that work; 1234 stands for a process id.</summary>
    public ReadOnlyMemory<string> Examples { get; }
}

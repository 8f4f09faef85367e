using System.CommandLine;
using BenchmarkDotNet.Running;
using ExPool.Benchmarks.Bdn;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>bdn</c>: the same allocators under BenchmarkDotNet, with its own arguments.</summary>
internal static class BdnCommand
{
    /// <summary>The verb; what follows it is BenchmarkDotNet's.</summary>
    public const string Verb = "bdn";

    /// <summary>Makes the verb, for the help; its arguments never come through the parser.</summary>
    public static Command Create() => new(Verb, "Runs BenchmarkDotNet; what follows are its own arguments.")
    {
        TreatUnmatchedTokensAsErrors = false,
    };

    /// <summary>Runs BenchmarkDotNet.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static void Run(string[] arguments)
    {
        // In this process: the projects that BenchmarkDotNet makes would be built by this repository's rules.
        string[] words = [.. arguments.Length == 0 ? ["--filter", "*"] : arguments, "--inProcess"];
        _ = BenchmarkSwitcher.FromAssembly(typeof(BdnCommand).Assembly).Run(words, new BdnConfig());
    }
}

using System.Threading.Tasks;
using ExPool.Cli.Tests.Target;
using Xunit.Runner.InProc.SystemConsole;

namespace ExPool.Cli.Tests;

/// <summary>Runs the tests; started with the word "target", is the process that the tool looks into.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments) => arguments is [TargetProcess.Word, string mode]
        ? TargetProcess.Run(mode)
        : await ConsoleRunner.Run(arguments).ConfigureAwait(false);
}

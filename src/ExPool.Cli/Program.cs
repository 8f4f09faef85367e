using ExPool.Cli.CommandLine;

namespace ExPool.Cli;

/// <summary>The tool <c>expool</c>: watches tagged pools, looks inside them, names a leak.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        EarlyCompilation.Begin(arguments);
        using ToolContext context = ToolContext.OfThisProcess();
        return Tool.Run(arguments, context);
    }
}

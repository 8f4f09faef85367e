using System.CommandLine;
using System.IO;

namespace ExPool.Benchmarks.CommandLine;

/// <summary>Runs one command line; what is wrong with it becomes one line and exit code 2.</summary>
internal static class BenchTool
{
    private const int Done = 0;
    private const int BadUsage = 2;

    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">What was typed after the program's name.</param>
    /// <param name="output">Tables.</param>
    /// <param name="error">Progress and refusals.</param>
    /// <returns>0 when done, 2 for bad usage.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments is [BdnCommand.Verb, ..])
        {
            BdnCommand.Run(arguments[1..]);
            return Done;
        }

        RootCommand root = new("Measures the pools beside other allocators.")
        {
            CompareCommand.Create(),
            GrowthCommand.Create(),
            StepsCommand.Create(),
            TunerCommand.Create(),
            ModelCommand.Create(),
            BdnCommand.Create(),
            MemoryChildCommand.Create(),
        };
        try
        {
            string[] words = arguments.Length == 0 ? ["--help"] : arguments;
            ParseResult result = root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Errors.Count > 0)
            {
                bool isVerb = result.CommandResult.Command is not RootCommand;
                throw new BenchException(isVerb || result.UnmatchedTokens.Count == 0
                    ? result.Errors[0].Message.TrimEnd('.')
                    : $"'{result.UnmatchedTokens[0]}' is not a verb; "
                        + "expected compare, growth, steps, tuner, model or bdn");
            }

            _ = result.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = output,
                Error = error,
            });
            return Done;
        }
        catch (BenchException exception)
        {
            error.WriteLine($"bench: {exception.Message.ReplaceLineEndings(" ")}");
            return BadUsage;
        }
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;

namespace ExPool.Cli.CommandLine;

/// <summary>The help of a verb: usage and options as the parser knows them, then examples.</summary>
/// <param name="usage">What prints usage and options.</param>
internal sealed class HelpWithExamples(HelpAction usage) : SynchronousCommandLineAction
{
    /// <summary>Help is an answer even where the rest of the line is wrong.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        if (command is RootCommand)
        {
            VerbMap.Write(command, output);
            return ExitCode.Done;
        }

        int exitCode = usage.Invoke(parseResult);
        if (command is VerbCommand verb)
        {
            output.WriteLine("Examples:");
            foreach (string example in verb.Examples.Span)
            {
                output.WriteLine($"  {example}");
            }
        }

        return exitCode;
    }
}

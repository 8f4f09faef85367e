using System.CommandLine;
using System.IO;

namespace ExPool.Cli.CommandLine;

/// <summary>What <c>expool</c> alone prints: every verb with one example.</summary>
internal static class VerbMap
{
    private const string Introduction = """
        expool: tagged memory pools as the Windows kernel has them. Every block has a tag, every tag has live counters,
        a leak has a name.

        """;

    private const string Conventions = """

        A SOURCE is self, pid:1234 or 1234, or a machine of 'expool boot': model:FILE, model:NAME.
        'expool VERB --help' has the options and more examples.
        Results go to standard output, progress and warnings to standard error. Exit codes: 0 done and nothing found,
        1 found something (a leak, damage, memory that ran out, a stop, a failed expectation), 2 bad usage or input,
        3 not available from this source.
        """;

    /// <summary>Prints the map.</summary>
    /// <param name="root">The root command with all verbs.</param>
    /// <param name="output">Where to print.</param>
    public static void Write(Command root, TextWriter output)
    {
        output.WriteLine(Introduction);
        foreach (Command command in root.Subcommands)
        {
            if (command is VerbCommand { Hidden: false } verb)
            {
                output.WriteLine($"  {verb.Name,-9} {verb.Description}");
                output.WriteLine($"            {verb.Examples.Span[0]}");
            }
        }

        output.WriteLine(Conventions);
    }
}

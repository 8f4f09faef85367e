using System.CommandLine;
using ExPool.Cli.Machines;
using ExPool.Inspection;
using ExPool.Snapshots;

namespace ExPool.Cli.CommandLine;

/// <summary>The source a verb works on: an argument, and the name of the pools where a process has several.</summary>
internal sealed class SourceArgument
{
    private readonly Argument<string> _moniker;

    private readonly Option<string?> _name = new("--name")
    {
        Description = "Which pools, where the process has several (expool list shows the names).",
        HelpName = "POOLS",
    };

    /// <summary>Adds both to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="isMachine">The verb is about machines alone.</param>
    public SourceArgument(Command command, bool isMachine = false)
    {
        _moniker = new("SOURCE")
        {
            Description = isMachine
                ? "A machine of 'expool boot': model:FILE or model:NAME."
                : "self, pid:1234, 1234, model:FILE or model:NAME.",
        };
        command.Arguments.Add(_moniker);
        command.Options.Add(_name);
    }

    /// <summary>Opens the source that was typed.</summary>
    /// <param name="parse">The command line.</param>
    /// <exception cref="SourceException">It cannot be opened.</exception>
    public ISnapshotSource Open(ParseResult parse) =>
        SnapshotSources.Open(Moniker(parse), parse.GetValue(_name));

    /// <summary>What was typed.</summary>
    /// <param name="parse">The command line.</param>
    public string Moniker(ParseResult parse) => parse.GetRequiredValue(_moniker);

    /// <summary>The machine that a source is.</summary>
    /// <param name="source">The source.</param>
    /// <exception cref="ToolException">It is the pools of a process.</exception>
    public static IMachineSource Machine(ISnapshotSource source) => source as IMachineSource
        ?? throw new ToolException(
            $"{source.Origin.Name} is no machine but a process with pools; expected model:FILE or model:NAME",
            ExitCode.NotAvailable);

    /// <summary>The blocks of a source.</summary>
    /// <param name="source">The source.</param>
    /// <exception cref="ToolException">It has counters, but its memory cannot be read.</exception>
    public static PoolReader Blocks(ISnapshotSource source) => source.Blocks
        ?? throw new ToolException(
            $"{source.Origin.Name}: its counters can be read, its blocks cannot: {source.WhyNoBlocks}",
            ExitCode.NotAvailable);
}

using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool pfn</c>: what is known of a frame, the debugger's !pfn.</summary>
internal static class PfnCommand
{
    private static readonly Argument<string> s_frame = new("FRAME")
    {
        Description = "The number of a frame, hexadecimal: a physical address / 4096.",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "pfn",
            "What a machine knows of one frame, as the debugger's !pfn.",
            "expool pfn model:leak.machine 154",
            "expool pfn model:leak.machine 0x154 --json");
        SourceArgument source = new(command);
        command.Arguments.Add(s_frame);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            ulong frame = OptionText.Address("FRAME", parse.GetRequiredValue(s_frame));
            using ISnapshotSource opened = source.Open(parse);
            IMachineSource machine = SourceArgument.Machine(opened);
            FrameReport report = machine.Machine.ReadFrame(frame) ?? throw new ToolException(
                $"FRAME {JsonDocumentWriter.Hexadecimal(frame)} is no RAM of {opened.Origin.Name}; "
                + "expected a frame that 'expool pte' shows");
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(
                    context.Out, json => MachineJson.Write(json, source.Moniker(parse), opened.Origin, report));
                return ExitCode.Done;
            }

            foreach (string line in PfnScreen.Lines(report))
            {
                context.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
        return command;
    }
}

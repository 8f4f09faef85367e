using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool pfn</c>: what is known of a frame, the debugger's !pfn.</summary>
internal static class PfnCommand
{
    private static readonly Argument<string> s_frame = new("FRAME")
    {
        Description = "The number of a frame, hexadecimal: a physical address / 4096.",
    };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "pfn",
            "What a machine knows of one frame, as the debugger's !pfn.",
            "expool pfn model:leak.machine 154",
            "expool pfn model:leak.machine 0x154 --json");
        return new MachineVerb<FrameReport>
        {
            Prepare = parse =>
            {
                ulong frame = OptionText.Address("FRAME", parse.GetRequiredValue(s_frame));
                return (machine, origin) => machine.ReadFrame(frame) ?? throw new ToolException(
                    $"FRAME {JsonDocumentWriter.Hexadecimal(frame)} is no RAM of {origin.Name}; "
                    + "expected a frame that 'expool pte' shows");
            },
            WriteJson = MachineJson.Write,
            Draw = (_, report) => PfnScreen.Lines(report),
        }.Complete(command, context, s_frame);
    }
}

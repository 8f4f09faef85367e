using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Screens;
using ExPool.Model;
using ExPool.Model.Profiles;

namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>boot os=XP arch=x86 ram=2GB 3gb</c>: switches a machine on, with the options of the verb
/// boot.</summary>
internal sealed class BootStep : ScenarioStep
{
    private static readonly Command s_command = MakeCommand();

    private readonly ComputerOptions _options;

    private BootStep(ScenarioLine line, ComputerOptions options)
        : base(line) => _options = options;

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static BootStep Read(ScenarioLine line) => new(line, ReadMachine(line, 1, line.Words.Count));

    /// <summary>Reads what a machine is made of; what it cannot be made of is said when it boots.</summary>
    /// <param name="line">The line.</param>
    /// <param name="first">The first word that belongs to it.</param>
    /// <param name="end">The first word after it.</param>
    public static ComputerOptions ReadMachine(ScenarioLine line, int first, int end)
    {
        List<string> arguments = [];
        for (int index = first; index < end; index++)
        {
            string[] parts = line.Words[index].Text.Split('=', 2);
            string option = $"--{parts[0]}";
            if (!s_command.Options.Any(known => known.Name == option))
            {
                throw line.Expected(index, $"one of {Names()}");
            }

            arguments.AddRange([option, .. parts[1..]]);
        }

        ParseResult parse = s_command.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0)
        {
            throw line.Mistake(first, parse.Errors[0].Message.TrimEnd('.'));
        }

        try
        {
            return MachineOptions.Read(parse);
        }
        catch (Exception exception) when (exception is ToolException or ProfileException)
        {
            throw line.Mistake(first, exception.Message);
        }
    }

    /// <inheritdoc/>
    public override void Do(ScenarioRun run)
    {
        try
        {
            run.Boot(_options);
        }
        catch (Exception exception) when (exception is ComputerException or ProfileException)
        {
            throw Line.Mistake(1, exception.Message);
        }

        run.Say(MachineText.Of(_options));
        foreach (string note in run.Machine.ReadLimits().Notes)
        {
            run.Say($"note: {note}");
        }
    }

    private static string Names() => string.Join(", ", s_command.Options.Select(
        option => option.Name.TrimStart('-') + (option.ValueType == typeof(bool) ? "" : "=")));

    private static Command MakeCommand()
    {
        Command command = new("boot");
        foreach (Option option in MachineOptions.All)
        {
            command.Options.Add(option);
        }

        return command;
    }
}

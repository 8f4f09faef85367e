using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.IO;
using ExPool.Cli.Commands;
using ExPool.Cli.Machines;
using ExPool.Inspection;
using ExPool.Model;
using ExPool.Model.Profiles;
using ExPool.Snapshots;

namespace ExPool.Cli.CommandLine;

/// <summary>Runs one command line, and turns every way it can end into one line and an exit code.</summary>
internal static class Tool
{
    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">What the user typed after the tool's name.</param>
    /// <param name="context">Where results and messages go.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, ToolContext context)
    {
        try
        {
            int exitCode = Parse(arguments, context);
            context.Out.Flush();
            return exitCode;
        }
        catch (ToolException exception)
        {
            return Fail(context, exception.Message, exception.ExitCode);
        }
        catch (SourceException exception)
        {
            return Fail(context, exception.Message, exception.ExitCode);
        }
        catch (Exception exception) when (exception is ProfileException or ComputerException)
        {
            return Fail(context, exception.Message, ExitCode.BadInput);
        }
        catch (SnapshotFormatException exception)
        {
            return Fail(context, exception.Message, ExitCode.BadInput);
        }
        catch (IOException) when (context.OutputIsClosed)
        {
            // Whoever read our results has gone (expool ... | head): nobody is left to tell.
            return ExitCode.Done;
        }
#pragma warning disable CA1031 // The last resort: whatever it is, the user gets a line, not a stack.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            string site = exception.TargetSite is { } method ? $" in {method.DeclaringType?.Name}.{method.Name}" : "";
            return Fail(
                context,
                $"this is a bug of expool, please report it: {exception.GetType().Name}{site}: {exception.Message}",
                ExitCode.OwnBug);
        }
    }

    /// <summary>All verbs, in the order of the map.</summary>
    /// <param name="context">What the verbs print to.</param>
    public static RootCommand Build(ToolContext context)
    {
        RootCommand root = new("Tagged memory pools: watch them, look inside them, name a leak.")
        {
            DemoCommand.Create(context),
            MonCommand.Create(context),
            LeakCommand.Create(context),
            PoolusedCommand.Create(context),
            PoolCommand.Create(context),
            PoolfindCommand.Create(context),
            PoolvalCommand.Create(context),
            LookasideCommand.Create(context),
            VmCommand.Create(context),
            BootCommand.Create(context),
            MemusageCommand.Create(context),
            PfnCommand.Create(context),
            PteCommand.Create(context),
            SysptesCommand.Create(context),
            SessionsCommand.Create(context),
            RegistryCommand.Create(context),
            EventsCommand.Create(context),
            CountersCommand.Create(context),
            LimitsCommand.Create(context),
            ScenarioCommand.Create(context),
            HeapCommand.Create(context),
            CapacityCommand.Create(context),
            ListCommand.Create(context),
            DemoWorkerCommand.Create(context),
        };
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction usage } help)
            {
                help.Action = new HelpWithExamples(usage);
            }
        }

        return root;
    }

    private static int Parse(string[] arguments, ToolContext context)
    {
        ModelSources.Register();
        RootCommand root = Build(context);
        if (arguments.Length == 0)
        {
            VerbMap.Write(root, context.Out);
            return ExitCode.Done;
        }

        // No response files: an argument that begins with @ is an argument.
        ParseResult result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0 && result.Action is not HelpWithExamples)
        {
            throw UsageMistake(result);
        }

        return result.Invoke(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = context.Out,
            Error = context.Error,
        });
    }

    private static ToolException UsageMistake(ParseResult result)
    {
        Command command = result.CommandResult.Command;
        if (command is RootCommand)
        {
            string typed = result.UnmatchedTokens.Count > 0 ? result.UnmatchedTokens[0] : "";
            return new($"'{typed}' is not a verb; 'expool' alone prints the verbs");
        }

        return new($"{result.Errors[0].Message.TrimEnd('.')}; see 'expool {command.Name} --help'");
    }

    private static int Fail(ToolContext context, string message, int exitCode)
    {
        context.Warn(message);
        return exitCode;
    }
}

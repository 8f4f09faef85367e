using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Cli.Screens;
using ExPool.Model;
using ExPool.Model.Profiles;
using ExPool.Model.Reports;

namespace ExPool.Cli.Commands;

/// <summary><c>expool heap</c>: what a heap does for an application, as pools do for drivers: step by step, with the
/// addresses of a model machine.</summary>
internal static class HeapCommand
{
    private const int LargestBlock = 64 << 10;
    private const string FreePrefix = "free:";

    // The example that the pools' own documentation begins with, and what comes after it.
    private static readonly string[] s_usual = ["512", "200", "free:1"];

    private static readonly Argument<string[]> s_requests = new("request")
    {
        Description = "What the application asks for: bytes, or free:1 for the first block that it was given. "
            + "512 200 free:1 when not given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> s_os = new("--os")
    {
        Description = "The Windows version, as XP, 'Server 2003' or 7.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "7",
    };

    private static readonly Option<string> s_arch = new("--arch")
    {
        Description = "The architecture.",
        HelpName = "x86|x64",
        DefaultValueFactory = _ => "x86",
    };

    private static readonly Option<string> s_ram = new("--ram")
    {
        Description = "RAM, as 512MB or 2GB.",
        HelpName = "SIZE",
        DefaultValueFactory = _ => "256MB",
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "heap",
            "A heap serves an application on a model machine, step by step: blocks, free list, pages.",
            "expool heap",
            "expool heap 512 5000 100 free:2 free:1 --arch x64",
            "expool heap 512 512 --json");
        command.Arguments.Add(s_requests);
        foreach (Option option in (Option[])[s_os, s_arch, s_ram, s_json])
        {
            command.Options.Add(option);
        }

        command.SetAction(parse =>
        {
            Print(context, Read(parse), parse.GetValue(s_json));
            return ExitCode.Done;
        });
        return command;
    }

    private static HeapReport Read(ParseResult parse)
    {
        List<HeapRequest> requests = [];
        foreach (string text in parse.GetValue(s_requests) is { Length: > 0 } given ? given : s_usual)
        {
            requests.Add(Request(text));
        }

        using Computer machine = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = WindowsProfile.Find(parse.GetRequiredValue(s_os), parse.GetRequiredValue(s_arch)).Name,
            Architecture = parse.GetRequiredValue(s_arch),
            PhysicalByteCount = MemorySize.Parse("--ram", parse.GetRequiredValue(s_ram)),
        });
        return machine.TraceHeap(requests);
    }

    private static HeapRequest Request(string text)
    {
        bool isFree = text.StartsWith(FreePrefix, System.StringComparison.Ordinal);
        string number = isFree ? text[FreePrefix.Length..] : text;
        bool isRight = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value is > 0 and <= LargestBlock;
        return isRight
            ? new HeapRequest(isFree ? HeapAction.Free : HeapAction.Allocate, (uint)value)
            : throw new ToolException(
                $"'{text}' is no request; expected bytes from 1 to {LargestBlock}, or free:1 for the first block");
    }

    private static void Print(ToolContext context, HeapReport report, bool isJson)
    {
        if (isJson)
        {
            JsonDocumentWriter.WriteLine(context.Out, json => HeapJson.Write(json, report));
            return;
        }

        context.Print(HeapScreen.Lines(report));
    }
}

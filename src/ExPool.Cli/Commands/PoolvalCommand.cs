using System.Collections.Generic;
using System.CommandLine;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Inspection;
using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary><c>expool poolval</c>: is anything damaged, the debugger's !poolval.</summary>
internal static class PoolvalCommand
{
    private const ulong PageByteCount = 4096;   // of every pool page, on every machine

    private static readonly Argument<string?> s_address = new("ADDRESS")
    {
        Description = "Only the page that holds this address, hexadecimal.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> s_json = new("--json") { Description = "One JSON document." };

    /// <summary>Makes the verb.</summary>
    /// <param name="context">What it prints to.</param>
    public static Command Create(ToolContext context)
    {
        VerbCommand command = new(
            "poolval",
            "Checks the pools for damage, as the debugger's !poolval; exit code 1 when there is some.",
            "expool poolval 1234",
            "expool poolval pid:1234 0x7f12a0001010",
            "expool poolval pid:1234 --json");
        SourceArgument source = new(command);
        command.Arguments.Add(s_address);
        command.Options.Add(s_json);
        command.SetAction(parse =>
        {
            ulong? address = parse.GetValue(s_address) is { } text ? OptionText.Address("ADDRESS", text) : null;
            using ISnapshotSource opened = source.Open(parse);
            PoolReader reader = SourceArgument.Blocks(opened);
            (ulong First, ulong ByteCount)? range = address is { } asked ? RangeOf(opened, reader, asked) : null;
            List<PoolFinding> findings = Check(opened, reader, range);
            BlockCount count = BlockCount.Of(reader, range);
            if (parse.GetValue(s_json))
            {
                JsonDocumentWriter.WriteLine(context.Out, json =>
                {
                    json.WriteStartObject();
                    SnapshotJson.WriteOrigin(json, source.Moniker(parse), opened.Origin);
                    json.WriteNumber("blocks", count.Blocks);
                    json.WriteNumber("pages", count.Pages);
                    json.WriteStartArray("findings");
                    findings.ForEach(finding => BlockJson.Write(json, finding));
                    json.WriteEndArray();
                    json.WriteEndObject();
                });
            }
            else
            {
                Print(context, findings, count);
            }

            return findings.Count > 0 ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }

    private static void Print(ToolContext context, List<PoolFinding> findings, BlockCount count)
    {
        if (findings.Count == 0)
        {
            context.Out.WriteLine($"no damage found: {count.Blocks} blocks in {count.Pages} pages checked");
            return;
        }

        foreach (PoolFinding finding in findings)
        {
            string pool = finding.Pool is { } kind ? JsonDocumentWriter.NameOf(kind) : "tables";
            string code = JsonDocumentWriter.Hexadecimal((uint)finding.Code);
            context.Out.WriteLine(
                $"{code} {JsonDocumentWriter.Hexadecimal(finding.Kind),-4} {pool,-8} {finding.Address:x16} "
                + $"{finding.Tag}  {finding.Message.ReplaceLineEndings(" ")}");
        }

        context.Out.WriteLine(
            $"{findings.Count} findings; {count.Blocks} blocks in {count.Pages} pages could be checked");
    }

    private static List<PoolFinding> Check(
        ISnapshotSource source, PoolReader reader, (ulong First, ulong ByteCount)? range)
    {
        // Our own pools stand still while the only thread that uses them is here; another process's do not.
        bool isLive = source.Origin.Kind != SnapshotOriginKind.Self;
        List<PoolFinding> findings = [];
        foreach (PoolFinding finding in reader.Verify(isLive))
        {
            if (range is not { } wanted || unchecked(finding.Address - wanted.First) < wanted.ByteCount)
            {
                findings.Add(finding);
            }
        }

        return findings;
    }

    // The page of a small block, all pages of a large one. A damaged page is a page too.
    private static (ulong First, ulong ByteCount) RangeOf(ISnapshotSource source, PoolReader reader, ulong address)
    {
        ulong page = address - (address % PageByteCount);
        try
        {
            PoolBlockInfo block = reader.FindBlock(address) ?? throw new ToolException(
                $"ADDRESS {JsonDocumentWriter.Hexadecimal(address)} is in no pool of {source.Origin.Name}; "
                + "expected an address that 'expool poolfind' shows");
            return block.IsBig ? (block.Address, block.ByteCount) : (page, PageByteCount);
        }
        catch (SnapshotFormatException)
        {
            return (page, PageByteCount);
        }
    }
}

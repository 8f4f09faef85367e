using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Booting;

/// <summary>The verbs about sessions and the registry, on a machine with both.</summary>
public sealed class SystemVerbTests : IDisposable
{
    private const string Machine = "--os 2000 --arch x86 --ram 64MB --pagefile 32MB --set SessionPoolSize=4 --quiet";

    private readonly string _folder = Directory.CreateTempSubdirectory("expool-").FullName;

    [Fact]
    public void Sessions_and_registry_tell_of_limits_use_tags_and_hives()
    {
        string path = Path.Combine(_folder, "server.machine");
        (int exitCode, _, string error) = Run(
            $"boot {Machine} --system-hive 1MB --drivers Terminal:sessions=2,windows=5,RegistryLoad --for 2s "
            + $"--save {path}");
        Assert.True(exitCode == ExitCode.Done, error);

        JsonElement sessions = JsonDocument.Parse(Run($"sessions model:{path} --json").Output).RootElement;
        Assert.Equal(4UL << 20, sessions.GetProperty("poolLimitBytes").GetUInt64());
        Assert.Equal(20UL << 20, sessions.GetProperty("viewLimitBytes").GetUInt64());
        Assert.Equal(2, sessions.GetProperty("sessions").GetArrayLength());
        foreach (JsonElement session in sessions.GetProperty("sessions").EnumerateArray())
        {
            Assert.Equal(5UL, session.GetProperty("windows").GetUInt64());
            JsonElement window = session.GetProperty("tags").EnumerateArray()
                .Single(tag => tag.GetProperty("tag").GetString() == "Uswd");
            Assert.Equal(5UL, window.GetProperty("allocations").GetUInt64());
        }

        string text = Run($"sessions model:{path}").Output.ReplaceLineEndings("\n");
        Assert.StartsWith("Session pool: at most 4194304 bytes for each session\n", text, StringComparison.Ordinal);
        Assert.Contains("\nTag of session 1  ", text, StringComparison.Ordinal);

        JsonElement registry = JsonDocument.Parse(Run($"registry model:{path} --json").Output).RootElement;
        Assert.True(registry.GetProperty("isInPagedPool").GetBoolean());
        Assert.Equal(
            ["SYSTEM", "LOAD0"],
            registry.GetProperty("hives").EnumerateArray().Select(hive => hive.GetProperty("name").GetString()));
        Assert.True(
            registry.GetProperty("usedBytes").GetUInt64() <= registry.GetProperty("allowedBytes").GetUInt64());
        Assert.StartsWith(
            "Registry quota allowed ", Run($"registry model:{path}").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_hive_that_is_too_large_is_one_line_and_exit_code_2()
    {
        (int exitCode, string output, string error) = Run($"boot {Machine} --system-hive 17MB --for 1s");
        Assert.Equal((ExitCode.BadInput, ""), (exitCode, output));
        Assert.Equal(
            "expool: Windows 2000 x86 could not start because the SYSTEM hive has 17825792 bytes; "
            + "expected at most 16777216\n",
            error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Where_nothing_is_known_a_dash_stands()
    {
        string path = Path.Combine(_folder, "new.machine");
        Assert.Equal(ExitCode.Done, Run($"boot --ram 64MB --quiet --for 100ms --save {path}").ExitCode);
        Assert.Contains("at most - bytes", Run($"sessions model:{path}").Output, StringComparison.Ordinal);
        Assert.Contains("allowed -  used 0", Run($"registry model:{path}").Output, StringComparison.Ordinal);
        JsonElement sessions = JsonDocument.Parse(Run($"sessions model:{path} --json").Output).RootElement;
        Assert.Equal(JsonValueKind.Null, sessions.GetProperty("poolLimitBytes").ValueKind);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int ExitCode, string Output, string Error) Run(string line)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ToolContext context = new(output, error);
        int exitCode = Tool.Run(line.Split(' '), context);
        return (exitCode, output.ToString(), error.ToString());
    }
}

using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Tests.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Booting;

/// <summary>What a machine says about its state is told by boot, events and vm alike.</summary>
public sealed class MachineStateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("expool-state-").FullName;

    private string FilePath => Path.Combine(_folder, "state.machine");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_pool_is_in_the_events_the_event_log_and_the_conditions_and_so_is_its_end()
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(
            "boot --os 2003 --arch x86 --ram 64MB --pagefile 64MB --drivers Leaker:rate=20MB/s,block=64KB,for=8s,"
            + $"Leaker:block=64B,again=yes,for=8s,Server,Shell --for 15s --quiet --json --save {FilePath}");
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Found, exitCode);
        JsonElement boot = JsonDocument.Parse(output).RootElement;
        string[] texts = [.. boot.GetProperty("events").EnumerateArray().Select(Text)];
        Assert.Contains(
            "event log: Srv 2019 Error: The server was unable to allocate from the system nonpaged pool because the "
            + "pool was empty.",
            texts);
        Assert.Contains(
            @"shell: C:\>dir: Insufficient system resources exist to complete the requested service. (error 1450)",
            texts);
        foreach (string start in (string[])
            [
                @"shell: C:\>dir works again", @"\KernelObjects\LowNonPagedPoolCondition is set",
                @"\KernelObjects\LowNonPagedPoolCondition is reset",
            ])
        {
            Assert.Contains(texts, text => text.StartsWith(start, StringComparison.Ordinal));
        }

        JsonElement events = JsonDocument.Parse(Run("events --json").Output).RootElement;
        JsonElement entry = events.GetProperty("entries").EnumerateArray().First();
        Assert.Equal("Srv", entry.GetProperty("source").GetString());
        Assert.Equal(2019, entry.GetProperty("id").GetInt32());
        Assert.Equal("error", entry.GetProperty("severity").GetString());
        Assert.Equal("0xC000009A", entry.GetProperty("status").GetString());
        Assert.Equal(
            boot.GetProperty("eventLog").GetRawText().Length, events.GetProperty("entries").GetRawText().Length);
        Assert.Contains("Srv     2019   c000009a  The server was", Run("events").Output, StringComparison.Ordinal);

        JsonElement conditions = JsonDocument.Parse(Run("vm --json").Output).RootElement.GetProperty("conditions");
        Assert.Equal(boot.GetProperty("conditions").GetRawText(), conditions.GetRawText());
        JsonElement low = conditions.EnumerateArray().Single(
            static one => one.GetProperty("name").GetString() == "LowNonPagedPoolCondition");
        Assert.False(low.GetProperty("isSet").GetBoolean());
        Assert.InRange(low.GetProperty("resetAtSeconds").GetDouble(), 8, 10);
        Assert.Contains("LowNonPagedPoolCondition   not set", Run("vm").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_without_conditions_or_entries_says_so()
    {
        ArgumentTests.Run($"boot --os 2000 --arch x86 --ram 64MB --for 1s --quiet --save {FilePath}");
        Assert.Equal("The event log is empty.", Run("events").Output.TrimEnd());
        Assert.DoesNotContain("KernelObjects", Run("vm").Output, StringComparison.Ordinal);
    }

    private static string Text(JsonElement found) => found.GetProperty("text").GetString()!;

    private (int ExitCode, string Output, string Error) Run(string verb)
    {
        string[] words = verb.Split(' ', 2);
        return ArgumentTests.Run($"{words[0]} model:{FilePath} {(words.Length > 1 ? words[1] : "")}".TrimEnd());
    }
}

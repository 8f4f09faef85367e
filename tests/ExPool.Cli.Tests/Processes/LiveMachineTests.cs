using System;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>A machine that runs in one process is looked into from another, and leaves nothing when it is
/// killed.</summary>
[Collection(ProcessCollection.Name)]
public sealed class LiveMachineTests
{
    [Fact]
    public void A_live_machine_is_listed_watched_looked_into_and_gone()
    {
        Requires.Linux();
        using LiveMachine machine = new();
        Assert.Contains($"{machine.ProcessId}  ", ToolProcess.Run("list").Output, StringComparison.Ordinal);
        AssertTimePasses(machine);
        Assert.Contains("Zeroed:", ToolProcess.Run("memusage", machine.Moniker).Output, StringComparison.Ordinal);
        Assert.Contains("no damage", ToolProcess.Run("poolval", machine.Moniker).Output, StringComparison.Ordinal);
        AssertNameIsTaken(machine);

        using Process watcher = Process.Start(
            ToolProcess.Start(["counters", machine.Moniker, "--every", "100ms", "--json"]))!;
        Assert.StartsWith("{\"source\"", watcher.StandardOutput.ReadLine(), StringComparison.Ordinal);
        machine.Kill();
        ToolResult watched = ToolProcess.Finish(watcher);
        Assert.Equal(3, watched.ExitCode);
        Assert.Equal($"expool: {machine.Moniker} is gone", Assert.Single(watched.ErrorLines));
        Assert.False(machine.IsListed());
        Assert.Equal(2, ToolProcess.Run("mon", machine.Moniker, "--once").ExitCode);
        machine.AssertLeftNothing();
    }

    [Fact]
    public void Another_user_can_neither_see_nor_ask_a_live_machine()
    {
        Requires.Linux();
        Requires.Root();
        using LiveMachine machine = new();
        const string Nobody = "65534";
        string[] user = [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", Requires.Program("dotnet")];
        ToolResult probe = As(user, "--version");
        if (probe.ExitCode != 0)
        {
            Assert.Skip($"nobody cannot run the tool from {AppContext.BaseDirectory}: {probe.Error.Trim()}");
        }

        Assert.DoesNotContain(machine.Name, As(user, "list").Output, StringComparison.Ordinal);
        Assert.Equal(2, As(user, "mon", machine.Moniker, "--once").ExitCode);
    }

    private static ToolResult As(string[] user, params string[] arguments) => ToolProcess.Run(ToolProcess.Redirected(
        Requires.Program("setpriv"), [.. user, ToolProcess.LibraryPath, .. arguments]));

    private static void AssertTimePasses(LiveMachine machine)
    {
        ToolResult result = ToolProcess.Run("counters", machine.Moniker, "--every", "200ms", "--count", "2", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Lines.Length);
        JsonElement first = JsonDocument.Parse(result.Lines[0]).RootElement;
        JsonElement second = JsonDocument.Parse(result.Lines[1]).RootElement;
        Assert.Equal(machine.ProcessId, first.GetProperty("process").GetProperty("id").GetInt32());
        Assert.True(second.GetProperty("seconds").GetDouble() > first.GetProperty("seconds").GetDouble());
        Assert.Equal(JsonValueKind.Number, second.GetProperty("counters")[0].GetProperty("value").ValueKind);
    }

    private static void AssertNameIsTaken(LiveMachine machine)
    {
        ToolResult result = ToolProcess.Run("boot", "--ram", "64MB", "--live", "--name", machine.Name, "--for", "1s");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"'{machine.Name}' is taken"),
            Assert.Single(result.ErrorLines),
            StringComparison.Ordinal);
    }
}

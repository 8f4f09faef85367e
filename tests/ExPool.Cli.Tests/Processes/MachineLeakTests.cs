using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Tests.CommandLine;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>NotMyFault's leak on model machines: saved ones and those that run.</summary>
[Collection(ProcessCollection.Name)]
public sealed class MachineLeakTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("expool-leaks-").FullName;

    private string Saved => Path.Combine(_folder, "quiet.machine");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("nonpaged", "policy")]
    [InlineData("paged", "commit")]
    public void A_saved_machine_is_leaked_on_to_its_end_which_is_named_and_all_is_freed(string pool, string bound)
    {
        Boot("--ram 64MB --pagefile 16MB");
        string full = Path.Combine(_folder, "full.machine");
        JsonElement root = Leak($"model:{Saved} --pool {pool} --rate 50MB/s --save {full}", out string[] lines);
        Assert.StartsWith(
            $"leaking {pool} pool at 50 MB/s in blocks of 1 MB, tag 'Leak', until the pool is exhausted "
            + "(Windows 7 x64, ",
            lines[0],
            StringComparison.Ordinal);
        Assert.Equal("exhausted", root.GetProperty("end").GetString());
        Assert.Equal(bound, root.GetProperty("limitedBy").GetString());
        long leaked = root.GetProperty("bytes").GetInt64();
        long before = root.GetProperty("poolBytesBefore").GetInt64();
        Assert.InRange(leaked, 40L << 20, 80L << 20);
        Assert.Equal(before + leaked, root.GetProperty("poolBytesAtEnd").GetInt64());
        Assert.Equal(before, root.GetProperty("poolBytesAfter").GetInt64());
        Assert.Contains("poolExhausted", root.GetProperty("events").ToString(), StringComparison.Ordinal);

        // The file holds the machine as it was when the pool was exhausted; what was loaded is as it was.
        Assert.Contains("Leak", Output($"poolused model:{full}"), StringComparison.Ordinal);
        Assert.DoesNotContain("Leak", Output($"poolused model:{Saved}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3s", 3, 30 << 20)]
    [InlineData("8MB", 0.8, 8 << 20)]
    public void A_limit_is_of_the_machines_time_or_of_bytes(string until, double seconds, long bytes)
    {
        Boot("--ram 64MB");
        JsonElement root = Leak($"model:{Saved} --pool paged --rate 10MB/s --block 64KB --until {until}", out _);
        Assert.Equal("limit", root.GetProperty("end").GetString());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("limitedBy").ValueKind);
        Assert.Equal(seconds, root.GetProperty("seconds").GetDouble(), 0.11);
        Assert.InRange(root.GetProperty("bytes").GetInt64(), bytes - (bytes / 50), bytes);
    }

    [Theory]
    [InlineData(
        "pid:1 --pool paged --rate 1MB/s", "leak cannot serve 'pid:1'; expected self, model:FILE or model:NAME",
        ExitCode.NotAvailable)]
    [InlineData(
        "self --pool paged --rate 1MB/s --save x --yes", "--save saves a machine; expected model:FILE or model:NAME",
        ExitCode.BadInput)]
    [InlineData(
        "model:x --pool paged --rate 1MB/s --tag Oops",
        "--tag 'Oops' is for self; on a machine the driver's tag is Leak",
        ExitCode.BadInput)]
    [InlineData(
        "model:x --pool paged --rate 1MB/s --block 1GB",
        "--block 1 GB is out of bounds on a machine; expected 8 B to 100 MB",
        ExitCode.BadInput)]
    public void What_cannot_be_leaked_is_one_line(string arguments, string expected, int code)
    {
        (int exitCode, string _, string error) = ArgumentTests.Run($"leak {arguments}");
        Assert.Equal($"expool: {expected}\n", error.ReplaceLineEndings("\n"));
        Assert.Equal(code, exitCode);
    }

    [Fact]
    public void A_running_machine_is_leaked_on_and_an_interrupt_frees_everything()
    {
        Requires.Linux();
        using LiveMachine machine = new();
        ToolResult limited = ToolProcess.Run(
            "leak", machine.Moniker, "--pool", "nonpaged", "--rate", "4MB/s", "--block", "64KB", "--until", "1MB",
            "--json");
        Assert.True(limited.ExitCode == 0, limited.Error);
        using JsonDocument document = JsonDocument.Parse(limited.Output);
        Assert.Equal("limit", document.RootElement.GetProperty("end").GetString());
        Assert.Equal(1 << 20, document.RootElement.GetProperty("bytes").GetInt64());
        AssertFreed(machine);

        using Process leak = Process.Start(ToolProcess.Start(
            ["leak", machine.Moniker, "--pool", "paged", "--rate", "64KB/s", "--block", "4KB"]))!;
        for (int line = 0; line < 3; line++)
        {
            Assert.NotNull(leak.StandardError.ReadLine());
        }

        string table = ToolProcess.Run("mon", machine.Moniker, "--once").Output;
        Assert.Contains("leaker.sys", table, StringComparison.Ordinal);
        NativeCalls.Interrupt(leak.Id);
        ToolResult result = ToolProcess.Finish(leak);
        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith(": stopped; everything is freed", result.Lines[^1], StringComparison.Ordinal);
        AssertFreed(machine);
    }

    [Fact]
    public void Keys_change_the_rate_of_a_leak_on_a_running_machine()
    {
        using LiveMachine machine = new();
        using Terminal terminal = new($"leak {machine.Moniker} --pool paged --rate 16KB/s --block 4KB");
        terminal.WaitForText("at 16 KB/s   (+ faster");
        terminal.Press("+");
        terminal.WaitForText("at 32 KB/s   (+ faster");
        terminal.Press("--");
        terminal.WaitForText("at 8 KB/s   (+ faster");
        terminal.Press("q");
        Assert.Contains("stopped; everything is freed", terminal.WaitForEnd("rc=0"), StringComparison.Ordinal);
        AssertFreed(machine);
    }

    private static void AssertFreed(LiveMachine machine)
    {
        using JsonDocument document = JsonDocument.Parse(ToolProcess.Run("poolused", machine.Moniker, "--json").Output);
        JsonElement leak = Assert.Single(
            document.RootElement.GetProperty("tags").EnumerateArray(),
            tag => tag.GetProperty("tag").GetString() == "Leak");
        foreach (string pool in (string[])["nonPaged", "paged"])
        {
            Assert.Equal(0, leak.GetProperty(pool).GetProperty("bytes").GetInt64());
        }
    }

    private static string Output(string commandLine)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(commandLine);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static JsonElement Leak(string arguments, out string[] lines)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run($"leak {arguments} --json");
        Assert.True(exitCode == 0, error);
        lines = error.Split('\n');
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    private void Boot(string options)
    {
        (int exitCode, string _, string error) = ArgumentTests.Run($"boot {options} --for 1s --quiet --save {Saved}");
        Assert.True(exitCode == 0, error);
    }
}

using System;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class LeakTests
{
    [Fact]
    public void Leak_states_what_it_will_do_and_stops_at_its_limit()
    {
        ToolResult result = ToolProcess.Run(
            "leak", "self", "--pool", "nonpaged", "--rate", "4MB/s", "--block", "64KB", "--until", "1MB", "--yes",
            "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith(
            "leaking nonpaged pool at 4 MB/s in blocks of 64 KB, tag 'Leak', until 1 MB are leaked "
            + "(the pool's maximum is ",
            result.ErrorLines[0],
            StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal("limit", document.RootElement.GetProperty("end").GetString());
        Assert.Equal(16, document.RootElement.GetProperty("blocks").GetInt32());
        Assert.Equal(1 << 20, document.RootElement.GetProperty("bytes").GetInt32());
    }

    [Fact]
    public void Another_process_sees_the_leak_and_an_interrupt_ends_it()
    {
        Requires.Linux();
        using Process leak = Process.Start(ToolProcess.Start(
            ["leak", "self", "--pool", "paged", "--rate", "2MB/s", "--block", "4KB", "--tag", "Oops", "--yes"]))!;
        string moniker = string.Create(CultureInfo.InvariantCulture, $"pid:{leak.Id}");
        for (int line = 0; line < 4; line++)
        {
            Assert.NotNull(leak.StandardError.ReadLine());
        }

        string table = ToolProcess.Run("mon", moniker, "--once").Output;
        Assert.Contains(" Oops Paged ", table, StringComparison.Ordinal);
        Assert.Contains("Leaker.AllocateAndForget", table, StringComparison.Ordinal);
        NativeCalls.Interrupt(leak.Id);
        ToolResult result = ToolProcess.Finish(leak);
        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith(": stopped; everything is freed", result.Lines[^1], StringComparison.Ordinal);
    }
}

using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>Processes that cannot be looked into: one line, the right exit code, and the reader lives.</summary>
[Collection(ProcessCollection.Name)]
public sealed class RefusalTests
{
    private static readonly string[] s_verbs = ["mon", "poolused", "poolval", "lookaside", "vm"];

    [Theory]
    [InlineData("None", 3, "pools")]
    [InlineData("Unsealed", 2, "sealed")]
    [InlineData("Truncated", 2, "runcated")]
    [InlineData("Garbage", 2, "")]
    public void A_process_that_cannot_be_read_is_one_line(string mode, int exitCode, string word)
    {
        Requires.Linux();
        using TargetChild target = new(Enum.Parse<TargetMode>(mode));
        foreach (string verb in s_verbs)
        {
            AssertRefused(exitCode, word, ToolProcess.Run(Arguments(verb, target.Moniker)));
        }

        Assert.Equal(0, ToolProcess.Run("list").ExitCode);
    }

    [Fact]
    public void A_process_that_refuses_inspection_is_not_available_to_another_user()
    {
        Requires.Linux();
        Requires.Root();
        using TargetChild target = new(TargetMode.Undumpable);
        AssertRefused(3, Number(target.ProcessId), AsNobody("mon", target.Moniker, "--once"));
    }

    [Fact]
    public void Roots_process_is_not_available_to_nobody()
    {
        Requires.Linux();
        Requires.Root();
        using TargetChild target = new(TargetMode.Pools);
        AssertRefused(3, Number(target.ProcessId), AsNobody("mon", target.Moniker, "--once"));
        ToolResult list = AsNobody("list");
        Assert.Equal(0, list.ExitCode);
        Assert.DoesNotContain(Number(target.ProcessId), list.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pid:4194399")]
    [InlineData("4194399")]
    public void A_process_that_does_not_exist_is_bad_input(string moniker) =>
        AssertRefused(2, "4194399", ToolProcess.Run("mon", moniker, "--once"));

    [Theory]
    [InlineData("pid:x")]
    [InlineData("pid:")]
    [InlineData("pid:-1")]
    [InlineData("99999999999999999999")]
    [InlineData("somewhere")]
    [InlineData("")]
    public void What_is_no_source_is_bad_input(string moniker) =>
        AssertRefused(2, "", ToolProcess.Run("mon", moniker, "--once"));

    [Fact]
    public void A_damaged_pool_is_found_and_named()
    {
        Requires.Linux();
        using TargetChild target = new(TargetMode.Overrun);
        ToolResult result = ToolProcess.Run("poolval", target.Moniker);
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("0x19 ", result.Lines[0], StringComparison.Ordinal);
        string address = target.Address.ToString("x", CultureInfo.InvariantCulture);
        Assert.Equal(1, ToolProcess.Run("poolval", target.Moniker, address).ExitCode);
        string elsewhere = (target.Address + 0x10000).ToString("x", CultureInfo.InvariantCulture);
        Assert.NotEqual(1, ToolProcess.Run("poolval", target.Moniker, elsewhere).ExitCode);
    }

    [Fact]
    public void A_killed_process_is_gone_and_leaves_nothing()
    {
        Requires.Linux();
        string[] shared = Directory.GetFileSystemEntries("/dev/shm");
        using TargetChild target = new(TargetMode.Pools);
        using Process watcher = Process.Start(
            ToolProcess.Start(["mon", target.Moniker, "--json", "--interval", "0.1"]))!;
        Assert.StartsWith("{\"source\"", watcher.StandardOutput.ReadLine(), StringComparison.Ordinal);
        target.Kill();
        ToolResult result = ToolProcess.Finish(watcher);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal($"expool: process {target.ProcessId} is gone", Assert.Single(result.ErrorLines));
        Assert.Equal(shared, Directory.GetFileSystemEntries("/dev/shm"));
        AssertRefused(2, "", ToolProcess.Run("mon", target.Moniker, "--once"));
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string[] Arguments(string verb, string moniker) =>
        verb == "mon" ? [verb, moniker, "--once"] : [verb, moniker];

    private static void AssertRefused(int exitCode, string word, ToolResult result)
    {
        Assert.Equal("", result.Output);
        string line = Assert.Single(result.ErrorLines);
        Assert.StartsWith("expool: ", line, StringComparison.Ordinal);
        Assert.Contains(word, line, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    private static ToolResult AsNobody(params string[] arguments)
    {
        const string Nobody = "65534";
        string[] user = [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"];
        string setpriv = Requires.Program("setpriv");
        string dotnet = Requires.Program("dotnet");
        ToolResult probe = ToolProcess.Run(
            ToolProcess.Redirected(setpriv, [.. user, dotnet, ToolProcess.LibraryPath, "--version"]));
        if (probe.ExitCode != 0)
        {
            Assert.Skip($"nobody cannot run the tool from {AppContext.BaseDirectory}: {probe.Error.Trim()}");
        }

        return ToolProcess.Run(
            ToolProcess.Redirected(setpriv, [.. user, dotnet, ToolProcess.LibraryPath, .. arguments]));
    }
}

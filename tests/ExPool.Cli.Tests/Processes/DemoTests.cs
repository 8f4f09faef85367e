using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>The main job end to end: a component leaks in another process, and is named from outside.</summary>
/// <remarks>Not one after another with the other processes: a demo waits most of its time.</remarks>
public sealed class DemoTests
{
    private const string FullRun = "EXPOOL_FULL";   // 1: ten seeds of each, some minutes

    [Fact]
    public void The_leaking_tag_is_named_in_one_document()
    {
        Requires.Linux();
        ToolResult result = Demo("--seed", "12");
        AssertNamed(result);
        using JsonDocument document = JsonDocument.Parse(Assert.Single(result.Lines));
        JsonElement leak = document.RootElement.GetProperty("leak");
        Assert.Contains("ExPool.Cli.Demo.", leak.GetProperty("callSite").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(leak.GetProperty("reason").GetString()!);
        double planted = document.RootElement.GetProperty("planted").GetProperty("bytesPerSecond").GetDouble();
        Assert.InRange(leak.GetProperty("bytesPerSecond").GetDouble(), planted / 2, planted * 2);
    }

    [Fact]
    public void Without_a_leak_none_is_named()
    {
        Requires.Linux();
        AssertSilent(Demo("--seed", "4", "--no-leak"));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(15)]
    public void Ten_of_ten_seeds_are_named_and_ten_of_ten_clean_runs_are_not(int seconds)
    {
        Requires.Linux();
        if (Environment.GetEnvironmentVariable(FullRun) != "1")
        {
            Assert.Skip($"takes minutes; set {FullRun}=1 to run it");
        }

        string time = seconds.ToString(CultureInfo.InvariantCulture);
        for (int seed = 1; seed <= 10; seed++)
        {
            string number = seed.ToString(CultureInfo.InvariantCulture);
            AssertNamed(ToolProcess.Run("demo", "--json", "--seconds", time, "--seed", number));
            AssertSilent(ToolProcess.Run("demo", "--json", "--seconds", time, "--seed", number, "--no-leak"));
        }
    }

    [Fact]
    public void The_text_names_the_tag_its_call_site_and_what_to_do_next()
    {
        Requires.Linux();
        ToolResult result = ToolProcess.Run("demo", "--seconds", "8", "--seed", "2");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("LEAK: tag SeTk in paged pool grows by ", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "first call site  ExPool.Cli.Demo.SessionTable.CreateToken", result.Output, StringComparison.Ordinal);
        Assert.Contains("What to do next", result.Output, StringComparison.Ordinal);
        Assert.Contains("The verdict is right.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public void A_finished_demo_leaves_no_process_and_no_file()
    {
        Requires.Linux();
        using OwnTemporaryFolder temporary = new();
        ToolResult result = ToolProcess.Run(
            temporary.Redirect(ToolProcess.Start(["demo", "--seconds", "6", "--json"])));
        using JsonDocument document = JsonDocument.Parse(Assert.Single(result.Lines));
        int worker = document.RootElement.GetProperty("processId").GetInt32();
        Assert.False(Directory.Exists($"/proc/{worker}"));
        temporary.AssertEmpty();
    }

    [Fact]
    public void A_killed_parent_leaves_no_process_and_no_file()
    {
        Requires.Linux();
        using OwnTemporaryFolder temporary = new();
        using Process parent = Process.Start(temporary.Redirect(ToolProcess.Start(["demo", "--seconds", "60"])))!;
        int worker = WorkerOf(parent);
        NativeCalls.Kill(parent.Id);
        parent.WaitForExit();
        WaitUntil(() => !Directory.Exists($"/proc/{worker}"), "the worker is still there");
        temporary.AssertEmpty();
    }

    [Fact]
    public void A_killed_worker_is_one_line_and_leaves_no_file()
    {
        Requires.Linux();
        using OwnTemporaryFolder temporary = new();
        using Process parent = Process.Start(temporary.Redirect(ToolProcess.Start(["demo", "--seconds", "60"])))!;
        int worker = WorkerOf(parent);
        NativeCalls.Kill(worker);
        ToolResult result = ToolProcess.Finish(parent);
        Assert.Equal(70, result.ExitCode);
        Assert.StartsWith(
            $"expool: the demo's worker, process {worker}, ended too early (exit code 137",
            result.ErrorLines[^1],
            StringComparison.Ordinal);
        temporary.AssertEmpty();
    }

    [Fact]
    public void An_interrupted_demo_ends_quietly_and_leaves_nothing()
    {
        Requires.Linux();
        using OwnTemporaryFolder temporary = new();
        using Process parent = Process.Start(temporary.Redirect(ToolProcess.Start(["demo", "--seconds", "60"])))!;
        int worker = WorkerOf(parent);
        NativeCalls.Interrupt(parent.Id);
        ToolResult result = ToolProcess.Finish(parent);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("demo: stopped before the verdict", result.ErrorLines[^1]);
        Assert.False(Directory.Exists($"/proc/{worker}"));
        temporary.AssertEmpty();
    }

    private static ToolResult Demo(params string[] arguments) =>
        ToolProcess.Run(["demo", "--json", "--seconds", "8", .. arguments]);

    private static void AssertNamed(ToolResult result)
    {
        using JsonDocument document = JsonDocument.Parse(Assert.Single(result.Lines));
        JsonElement root = document.RootElement;
        Assert.True(root.GetProperty("leak").ValueKind == JsonValueKind.Object, $"no leak was named: {result.Output}");
        string? planted = root.GetProperty("planted").GetProperty("tag").GetString();
        Assert.True(
            planted == root.GetProperty("leak").GetProperty("tag").GetString()
            && root.GetProperty("leaks").GetArrayLength() == 1,
            $"another leak was named: {result.Output}");
        Assert.Equal(1, result.ExitCode);
    }

    private static void AssertSilent(ToolResult result)
    {
        using JsonDocument document = JsonDocument.Parse(Assert.Single(result.Lines));
        Assert.True(
            document.RootElement.GetProperty("leak").ValueKind == JsonValueKind.Null,
            $"a leak was named: {result.Output}");
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("planted").ValueKind);
        Assert.Equal(0, result.ExitCode);
    }

    // The worker is the only child of the demo; it is there once the demo says how far it is.
    private static int WorkerOf(Process parent)
    {
        string said = "";
        while (!said.Contains(" s  nonpaged", StringComparison.Ordinal))
        {
            string? line = parent.StandardError.ReadLine();
            Assert.True(line is not null, $"the demo ended before it watched its worker: {said}");
            said += line + Environment.NewLine;
        }

        string children = File.ReadAllText($"/proc/{parent.Id}/task/{parent.Id}/children");
        foreach (string thread in Directory.GetDirectories($"/proc/{parent.Id}/task"))
        {
            children += " " + File.ReadAllText(Path.Combine(thread, "children"));
        }

        return int.Parse(children.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    private static void WaitUntil(Func<bool> isSo, string otherwise)
    {
        const int LimitMilliseconds = 20_000;
        long end = Environment.TickCount64 + LimitMilliseconds;
        while (!isSo())
        {
            Assert.True(Environment.TickCount64 < end, otherwise);
            Thread.Sleep(50);
        }
    }
}

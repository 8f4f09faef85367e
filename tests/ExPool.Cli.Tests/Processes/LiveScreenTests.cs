using System;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>The live table in a terminal: a pseudo terminal that util-linux's script makes.</summary>
[Collection(ProcessCollection.Name)]
public sealed class LiveScreenTests
{
    private const string EnterScreen = "\u001b[?1049h";

    private const string LeaveScreen = "\u001b[?1049l";

    [Fact]
    public void Keys_sort_choose_the_pool_show_totals_and_help_and_quit()
    {
        using TargetChild target = new(TargetMode.Pools);
        using Terminal terminal = new($"mon {target.Moniker} --interval 0.1");
        terminal.WaitFor("sort: Tag");
        terminal.WaitFor(" Cach Paged");
        terminal.Press("b");
        terminal.WaitFor("sort: Bytes");
        terminal.Press("e");
        terminal.WaitFor(" Sum  Paged");
        terminal.Press("p");
        terminal.WaitForScreen(screen => screen.Contains(" File Nonp", StringComparison.Ordinal)
            && !screen.Contains(" Cach Paged", StringComparison.Ordinal));
        terminal.Press("?");
        terminal.WaitFor("any key leaves it");
        terminal.Press("x");
        terminal.WaitForScreen(screen => screen.Contains(" File Nonp", StringComparison.Ordinal));
        terminal.Press("q");
        string all = terminal.WaitForEnd("rc=0");
        Assert.Equal(1, Count(all, EnterScreen));
        Assert.Equal(1, Count(all, LeaveScreen));
    }

    [Fact]
    public void A_process_that_ends_while_it_is_watched_is_gone_and_its_last_table_stays()
    {
        using TargetChild target = new(TargetMode.Pools);
        using Terminal terminal = new($"mon {target.Moniker} --interval 0.1");
        terminal.WaitFor(" Cach Paged");
        target.Kill();
        string all = terminal.WaitForEnd("rc=3");
        string after = all[all.LastIndexOf(LeaveScreen, StringComparison.Ordinal)..];
        Assert.Contains(" Cach Paged         3 (   0)", after, StringComparison.Ordinal);
        Assert.Contains($"process {target.ProcessId} is gone", after, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_restores_the_terminal_and_is_no_failure()
    {
        using TargetChild target = new(TargetMode.Pools);
        using Terminal terminal = new($"mon {target.Moniker} --interval 60");
        terminal.WaitFor(" Cach Paged");
        terminal.Press("\u0003");   // what the terminal makes a Ctrl-C of
        Assert.Contains(LeaveScreen, terminal.WaitForEnd("rc=0"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_window_and_no_colour_are_honoured()
    {
        using TargetChild target = new(TargetMode.Pools);
        using Terminal terminal = new($"mon {target.Moniker} --interval 0.1", columns: 40, "NO_COLOR=1");
        terminal.WaitFor(" Cach Paged");
        terminal.Press("q");
        string all = terminal.WaitForEnd("rc=0");
        Assert.DoesNotContain("\u001b[1;3", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Per Alloc", all, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}

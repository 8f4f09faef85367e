using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Scenarios;
using ExPool.Cli.Tests.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Scenarios;

/// <summary><c>expool scenario</c>, as typed, with scripts of one's own.</summary>
public sealed class ScenarioVerbTests : IDisposable
{
    private const string Boot = "boot ram=64MB\n";

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("", ":1:1: the script has no step; expected boot")]
    [InlineData("# only a title\n", ":1:1: the script has no step; expected boot")]
    [InlineData("start\n", ":1:1: 'start'; expected one of boot, load, unload, run, expect, show, see, keep, refuse")]
    [InlineData("run 5s\n", ":1:1: there is no machine to run; expected boot first")]
    [InlineData("boot ram=5parsecs\n", ":1:6: --ram '5parsecs' is not a size; expected a number with p (pages), ")]
    [InlineData("boot memory=2GB\n", ":1:6: 'memory=2GB'; expected one of os=, arch=, ram=, cpus=, pagefile=, ")]
    [InlineData("boot os=95\n", ":1:6: no profile '95' for 'x64'; expected one of Windows NT 4.0 (x86), ")]
    [InlineData("boot ram=0\n", ":1:6: RAM of 0 bytes is out of bounds; expected 4 MB to 256 TB")]
    [InlineData("boot os=\"Server 2003\n", ":1:6: a quote has no end; expected \"")]
    [InlineData(Boot + "load\n", ":2:5: the line ends; expected one driver, as Leaker:pool=paged")]
    [InlineData(Boot + "load A B\n", ":2:8: 'B'; expected one driver, as Leaker:pool=paged")]
    [InlineData(Boot + "  load Nobody\n", ":2:8: no driver 'Nobody' is known; expected one of: FileServer, ")]
    [InlineData(Boot + "load Leaker:pool=session\n", ":2:6: driver Leaker: 'pool' is 'session'; expected nonpaged")]
    [InlineData(Boot + "unload Leaker\n", ":2:8: 'Leaker'; expected a driver that is loaded")]
    [InlineData(Boot + "run\n", ":2:4: the line ends; expected a time, as 10s, or until")]
    [InlineData(Boot + "run fast\n", ":2:5: time 'fast' is not a duration; expected numbers with ms, s, m, h or d")]
    [InlineData(Boot + "run until paged exhausted\n", ":2:26: the line ends; expected a condition, then within and a")]
    [InlineData(Boot + "run until pool exhausted within 1s\n", ":2:11: 'pool'; expected one of nonpaged, paged, ")]
    [InlineData(Boot + "expect\n", ":2:7: the line ends; expected a condition")]
    [InlineData(Boot + "expect wonders\n", ":2:8: 'wonders'; expected tag and a tag, or one of nonpaged used, ")]
    [InlineData(Boot + "expect paged used\n", ":2:18: the line ends; expected at least, at most, a size, as 2GB, ")]
    [InlineData(Boot + "expect paged used 5\n", ":2:19: '5'; expected a size, as 2GB, - or a number that was kept")]
    [InlineData(Boot + "expect paged used at about 5MB\n", ":2:22: 'about'; expected least or most")]
    [InlineData(Boot + "expect paged used 5MB 6MB\n", ":2:23: '6MB'; expected no more words")]
    [InlineData(Boot + "expect paged failures 5MB\n", ":2:23: '5MB'; expected a whole number, - or a number that ")]
    [InlineData(Boot + "expect paged used usual\n", ":2:19: 'usual'; expected a number that was kept before")]
    [InlineData(Boot + "expect stop 3F\n", ":2:13: '3F'; expected a code, as 0x3F")]
    [InlineData(Boot + "expect no\n", ":2:10: the line ends; expected stop and a code, as 0x3F, or no stop")]
    [InlineData(Boot + "expect log some words\n", ":2:17: 'words'; expected words in quotes")]
    [InlineData(Boot + "expect tag ABCDE 1MB\n", ":2:12: 'ABCDE' is not a tag; expected 1 to 4 characters ")]
    [InlineData(Boot + "show paged used now\n", ":2:17: 'now'; expected no more words")]
    [InlineData(Boot + "see\n", ":2:4: the line ends; expected events, or the name of one program")]
    [InlineData(Boot + "see Nobody\n", ":2:5: 'Nobody'; expected events, or the name of a program")]
    [InlineData(Boot + "expect event soon\n", ":2:14: 'soon'; expected the number of an event, as 2019")]
    [InlineData(Boot + "expect Nobody works\n", ":2:8: 'Nobody'; expected the name of a program")]
    [InlineData(Boot + "expect Shell works\n", ":2:8: 'Shell'; expected a program that is loaded")]
    [InlineData(Boot + "load Leaker\nexpect Leaker works\n", ":3:8: Leaker does not tell whether it works; expected ")]
    [InlineData(Boot + "expect pool refused by commit\n", ":2:8: 'pool'; expected nonpaged or paged")]
    [InlineData(Boot + "expect paged refused by chance\n", ":2:25: 'chance'; expected one of policy, addressSpace, ")]
    [InlineData(Boot + "keep usual paged used\n", ":2:12: 'paged'; expected a name, = and a measure")]
    [InlineData(Boot + "refuse words\n", ":2:13: the line ends; expected words of the reason, then a machine")]
    public void A_mistake_is_one_line_with_its_place(string script, string expected)
    {
        (int exitCode, string output, string error) = Run(script);
        Assert.StartsWith($"expool: {_path}{expected}", error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal("", output);
        Assert.Equal(ExitCode.BadInput, exitCode);
    }

    [Fact]
    public void What_does_not_hold_is_said_and_the_exit_code_is_1()
    {
        (int exitCode, string output, string error) = Run(
            Boot + "expect memory usable 65MB\nexpect memory usable at least 65MB\nexpect memory usable 64MB\n");
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Found, exitCode);
        Assert.Equal(2, output.Split("FAILED: 64 MB (67108864 bytes)").Length - 1);
        Assert.EndsWith("2 of 3 expectations FAILED.\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expect memory usable 64MB", true)]
    [InlineData("expect memory usable 0.1GB", true)]
    [InlineData("expect memory usable 0.06GB", true)]
    [InlineData("expect memory usable 0.07GB", false)]
    [InlineData("expect memory usable 67108864B", true)]
    [InlineData("expect memory usable at most 64MB", true)]
    [InlineData("expect memory usable at most 63.9MB", false)]
    [InlineData("expect memory usable at least 64.1MB", false)]
    [InlineData("expect memory usable -", false)]
    [InlineData("expect limit session pool -", true)]
    [InlineData("expect limit session pool at least 0MB", false)]
    [InlineData("expect memory usable kept", true)]
    [InlineData("expect memory usable 1 x kept", true)]
    [InlineData("expect memory usable 2 x kept", false)]
    [InlineData("expect memory usable at least 0.5 x kept", true)]
    [InlineData("expect memory usable at least 1.5 x kept", false)]
    [InlineData("expect nonpaged failures 0", true)]
    [InlineData("expect no stop", true)]
    [InlineData("expect stop 0x3F", false)]
    [InlineData("expect paged exhausted", false)]
    [InlineData("expect log \"anything\"", false)]
    [InlineData("expect event 2019", false)]
    [InlineData("expect paged refused by commit", false)]
    [InlineData("expect registry used 0B", true)]
    [InlineData("expect reach paged at least 1MB", true)]
    [InlineData("refuse bounds ram=0", true)]
    [InlineData("refuse words ram=0", false)]
    [InlineData("refuse words ram=64MB", false)]
    [InlineData("run until paged exhausted within 20ms", false)]
    public void An_expectation_is_judged(string line, bool holds)
    {
        (int exitCode, string _, string error) = Run($"{Boot}keep kept = memory usable\n{line}\n");
        Assert.Equal("", error);
        Assert.Equal(holds ? ExitCode.Done : ExitCode.Found, exitCode);
    }

    [Theory]
    [InlineData("", ExitCode.Found)]
    [InlineData("expect stop 0x50\n", ExitCode.Found)]
    [InlineData("expect stop 0xC2\n", ExitCode.Done)]
    [InlineData("boot ram=64MB\n", ExitCode.Found)]
    [InlineData("expect stop 0xC2\nboot ram=64MB\n", ExitCode.Done)]
    [InlineData("run 1s\nexpect stop 0xC2\n", ExitCode.Found)]
    [InlineData("run until stop 0xC2 within 1s\n", ExitCode.Found)]
    public void A_stop_that_nobody_expects_is_a_failure(string rest, int expected) =>
        Assert.Equal(expected, Run($"{Boot}load DoubleFree\nrun 5s\n{rest}").ExitCode);

    [Fact]
    public void A_stop_can_be_waited_for() => Assert.Equal(
        ExitCode.Done, Run($"{Boot}load DoubleFree\nrun until stop 0xC2 within 5s\n").ExitCode);

    [Fact]
    public void Verbose_adds_what_drivers_write()
    {
        string script = Boot + "load Leaker:rate=1GB/s\nrun until nonpaged exhausted within 5s\n";
        Assert.DoesNotContain("leaker.sys", Run(script).Output, StringComparison.Ordinal);
        Assert.Contains("leaker.sys: no more pool", Run(script, " --verbose").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_program_wrote_is_seen_once()
    {
        string script = Boot + "load Leaker:rate=1GB/s\nsee Leaker\nrun 1s\nsee Leaker\nsee Leaker\nsee events\n";
        string[] lines = Run(script).Output.ReplaceLineEndings("\n").Split('\n');
        int first = Array.FindIndex(lines, line => line.EndsWith("see Leaker", StringComparison.Ordinal));
        Assert.EndsWith("nothing", lines[first + 1], StringComparison.Ordinal);
        Assert.Contains("leaker.sys: no more pool", lines[first + 4], StringComparison.Ordinal);
        Assert.EndsWith("nothing", lines[first + 6], StringComparison.Ordinal);
        Assert.EndsWith("nothing", lines[first + 8], StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_that_refused_says_what_bound_it() => Assert.Equal(
        ExitCode.Done,
        Run(Boot + "load Leaker:pool=paged,rate=1GB/s\nrun 1s\nexpect paged refused by commit\n").ExitCode);

    [Fact]
    public void Json_has_each_step_with_its_place_and_judgement()
    {
        string output = Run("# A title\n" + Boot + "run 1s\nexpect memory usable 65MB\n", " --json").Output;
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        Assert.Equal("A title", root.GetProperty("title").GetString());
        Assert.Equal(1, root.GetProperty("expectations").GetInt32());
        Assert.Equal(1, root.GetProperty("failed").GetInt32());
        JsonElement[] steps = [.. root.GetProperty("steps").EnumerateArray()];
        Assert.Equal([2, 3, 4], steps.Select(step => step.GetProperty("line").GetInt32()));
        Assert.Equal(JsonValueKind.Null, steps[0].GetProperty("holds").ValueKind);
        Assert.False(steps[2].GetProperty("holds").GetBoolean());
        Assert.True(steps[2].GetProperty("seconds").GetDouble() >= 1);
        Assert.Equal(
            "FAILED: 64 MB (67108864 bytes)", steps[2].GetProperty("answers").EnumerateArray().Single().GetString());
    }

    [Fact]
    public void List_has_every_scenario_with_its_title()
    {
        (int exitCode, string output, string _) = ArgumentTests.Run("scenario --list");
        Assert.Equal(ExitCode.Done, exitCode);
        string[] lines = output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.Equal(ScenarioCatalog.Names.Count, lines.Length);
        using JsonDocument document = JsonDocument.Parse(ArgumentTests.Run("scenario --list --json").Output);
        Assert.Equal(
            ScenarioCatalog.Names,
            document.RootElement.GetProperty("scenarios").EnumerateArray()
                .Select(item => item.GetProperty("name").GetString()!));
    }

    [Theory]
    [InlineData("scenario", "NAME or FILE is missing; 'expool scenario --list' prints the names")]
    [InlineData("scenario no-such-one", "there is no scenario or file 'no-such-one'; expected a file or one of ")]
    public void What_cannot_be_opened_is_one_line(string commandLine, string expected)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(commandLine);
        Assert.StartsWith($"expool: {expected}", error, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.Equal(ExitCode.BadInput, exitCode);
    }

    private (int ExitCode, string Output, string Error) Run(string script, string options = "")
    {
        File.WriteAllText(_path, script);
        return ArgumentTests.Run($"scenario {_path}{options}");
    }
}

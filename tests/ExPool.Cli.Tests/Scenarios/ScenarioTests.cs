using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Scenarios;
using ExPool.Cli.Tests.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Scenarios;

/// <summary>Each scenario that comes with the tool prints what lies beside it in docs/scenarios, to the
/// letter.</summary>
public sealed class ScenarioTests
{
    private const string Suffix = ".expected.txt";

    public static TheoryData<string> Names() => [.. ScenarioCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scenario_holds_and_prints_what_it_always_prints(string name)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run($"scenario {name}");
        Expectation.Equal($"Scenarios/{name}{Suffix}", output);
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, exitCode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_scenario_has_a_title_and_expects_something(string name)
    {
        Scenario scenario = ScenarioCatalog.Open(name);
        Assert.NotEqual("", scenario.Title);
        Assert.Contains(scenario.Lines, line => line.Words.Count > 0 && line.Words[0].Text == "expect");
    }

    [Fact]
    public void The_page_about_scenarios_has_every_measure()
    {
        string page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "scenarios.md"));
        Assert.All(Measure.All, measure => Assert.Contains($"`{measure.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_expected_of_a_scenario_that_there_is_not()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Expected", "Scenarios");
        IEnumerable<string> expected = Directory.GetFiles(folder, $"*{Suffix}")
            .Select(path => Path.GetFileName(path)[..^Suffix.Length]);
        Assert.Equal(ScenarioCatalog.Names, expected.Order(StringComparer.Ordinal));
    }
}

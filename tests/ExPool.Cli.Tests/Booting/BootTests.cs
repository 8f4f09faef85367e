using System;
using System.IO;
using System.Text.Json;
using System.Xml.Linq;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Tests.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Booting;

/// <summary>A machine boots, runs and ends, and what is printed is what happened.</summary>
public sealed class BootTests
{
    private const string Leak = "boot --ram 64MB --drivers Leaker:rate=50MB/s,pool=paged --for 3s --quiet";

    [Fact]
    public void A_machine_that_has_enough_finds_nothing()
    {
        (int exitCode, string output, string error) =
            ArgumentTests.Run("boot --ram 64MB --drivers FileServer --for 2s --quiet");
        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Equal("", error);
        string[] lines = Lines(output).Split('\n');
        Assert.Equal("Windows 7 x64, 64 MB RAM, 1 processor, seed 1; drivers FileServer", lines[0]);
        Assert.Equal("Nothing found: ran 2s, no stop, no pool exhausted.", lines[^2]);
    }

    [Fact]
    public void An_exhausted_pool_is_found_with_the_tag_that_holds_it()
    {
        (int exitCode, string output, _) = ArgumentTests.Run(Leak);
        Assert.Equal(ExitCode.Found, exitCode);
        Assert.Contains("paged pool is exhausted", output, StringComparison.Ordinal);
        Assert.Contains("leaker.sys: no more pool", output, StringComparison.Ordinal);
        Assert.Contains("most of it held by tag Leak", Lines(output).Split('\n')[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_is_found_with_its_code_and_parameters()
    {
        (int exitCode, string output, _) =
            ArgumentTests.Run("boot --ram 64MB --drivers DoubleFree --for 10s --quiet --json");
        Assert.Equal(ExitCode.Found, exitCode);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        Assert.Equal("0xc2", json.GetProperty("stop").GetProperty("code").GetString());
        JsonElement events = json.GetProperty("events");
        JsonElement last = events[events.GetArrayLength() - 1];
        Assert.Equal("stop", last.GetProperty("kind").GetString());
        Assert.Contains("BAD_POOL_CALLER", last.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--os XP --arch x86")]
    [InlineData("--os XP --arch x86 --pae")]
    [InlineData("--os 7 --arch x64 --cpus 2 --pagefile 16MB-32MB,8MB")]
    public void The_same_seed_gives_the_same_run(string machine)
    {
        string line = $"boot --ram 64MB {machine} --drivers FileServer,Leaker:rate=2MB/s --for 2s --seed 7 --quiet";
        Assert.Equal(ArgumentTests.Run(line), ArgumentTests.Run(line));
    }

    [Fact]
    public void Samples_are_in_order_and_their_pages_add_up()
    {
        JsonElement json = JsonDocument.Parse(ArgumentTests.Run($"{Leak} --json").Output).RootElement;
        double before = -1;
        foreach (JsonElement sample in json.GetProperty("samples").EnumerateArray())
        {
            JsonElement memory = sample.GetProperty("memory");
            double seconds = memory.GetProperty("seconds").GetDouble();
            Assert.True(seconds > before);
            before = seconds;
            ulong sum = 0;
            foreach (string list in (string[])
                ["availablePages", "modifiedPages", "modifiedNoWritePages", "badPages", "inUsePages"])
            {
                sum += memory.GetProperty(list).GetUInt64();
            }

            Assert.Equal(memory.GetProperty("physicalPages").GetUInt64(), sum);
        }

        Assert.Equal(4, json.GetProperty("samples").GetArrayLength());
    }

    [Fact]
    public void The_chart_is_well_formed_and_draws_every_line_and_layer()
    {
        string path = Path.Combine(Path.GetTempPath(), $"expool-chart-{Guid.NewGuid():N}.svg");
        try
        {
            Assert.Equal(ExitCode.Found, ArgumentTests.Run($"{Leak} --chart {path}").ExitCode);
            string text = File.ReadAllText(path);
            XDocument picture = XDocument.Parse(text);
            Assert.Equal("svg", picture.Root!.Name.LocalName);
            foreach (string part in (string[])
                ["line nonpaged", "line paged", "line resident", "line commit", "inuse", "standby", "zeroed", "mark"])
            {
                Assert.Contains($"class=\"{part}\"", text, StringComparison.Ordinal);
            }

            Assert.Contains("prefers-color-scheme: dark", text, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("SystemPteEater", "FOUND in 5s: 1 request refused for want of system page-table entries.")]
    [InlineData("Leaker:pool=nonpaged,rate=50MB/s,for=2s", "most of it free again: ")]
    public void The_verdict_says_what_was_refused_and_blames_nobody_for_what_is_free(string driver, string expected)
    {
        (int exitCode, string output, _) = ArgumentTests.Run(
            $"boot --os XP --arch x86 --ram 64MB --for 5s --quiet --drivers {driver}");
        Assert.Equal(ExitCode.Found, exitCode);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("boot --os Beos", "no profile 'Beos' for 'x64'; expected one of")]
    [InlineData("boot --ram much", "--ram 'much' is not a size; expected")]
    [InlineData("boot --cpus 65", "--cpus '65' is not allowed; expected a whole number from 1 to 64")]
    [InlineData("boot --pagefile 4GB-1GB", "--pagefile '4GB-1GB' is out of bounds; expected 2 MB to 4 TB")]
    [InlineData("boot --for soon", "--for 'soon' is not a duration; expected numbers with ms, s, m, h or d, as 10m")]
    [InlineData("boot --speed 2", "--speed needs --live; else a machine runs as fast as it can")]
    [InlineData("boot --live --speed 0", "--speed '0' is not allowed; expected a number from 0.01 to 1000000")]
    [InlineData("boot --name a/b", "--name 'a/b' is no name; expected 1 to 31 letters, digits, -, _ and dots")]
    [InlineData("boot --set Pool", "--set 'Pool' is not a registry value; expected NAME=NUMBER")]
    [InlineData("boot --ram 64MB --drivers Nobody", "no driver 'Nobody' is known; expected one of: ")]
    [InlineData("boot --ram 64MB --drivers Leaker:rate=x --for 1s", "rate")]
    [InlineData("boot --ram 64MB --for 1ms --quiet --save /nowhere/x", "--save '/nowhere/x' cannot be written")]
    [InlineData("boot --ram 64MB --for 1ms --quiet --chart /nowhere/x", "--chart '/nowhere/x' cannot be written")]
    public void A_mistake_is_one_line_that_says_what_was_expected(string line, string expected)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(line);
        Assert.Equal("", output);
        Assert.StartsWith("expool: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.BadInput, exitCode);
    }

    private static string Lines(string output) => output.ReplaceLineEndings("\n");
}

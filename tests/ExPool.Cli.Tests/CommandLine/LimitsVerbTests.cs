using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

/// <summary><c>expool limits</c>, as typed.</summary>
public sealed class LimitsVerbTests
{
    private const string TwoGigabyteXp = "limits --os XP --arch x86 --ram 2GB";

    [Theory]
    [InlineData("limits --arch x86 --ram 2GB", "--os is missing; see 'expool limits --help'")]
    [InlineData("limits --os XP --ram 2GB", "--arch is missing; see 'expool limits --help'")]
    [InlineData("limits --os XP --arch x86", "--ram is missing; see 'expool limits --help'")]
    [InlineData(
        "limits --os 7 --arch x64 --ram 99999999PB",
        "--ram '99999999PB' is not a size; expected a number with p (pages), B, KB, MB, GB or TB, as 2GB")]
    [InlineData(
        "limits --os 7 --arch x64 --ram -1GB",
        "--ram '-1GB' is not a size; expected a number with p (pages), B, KB, MB, GB or TB, as 2GB")]
    [InlineData(
        "limits --os XP --arch x86 --ram 2GB --userva 2900",
        "Windows XP x86 has no /USERVA switch; expected Windows Server 2003 or later")]
    [InlineData(
        "limits --os 2003 --arch x86 --ram 2GB --userva 4000",
        "--userva '4000' is not allowed; expected a whole number from 2048 to 3072")]
    [InlineData(
        TwoGigabyteXp + " --set PagedPoolSize",
        "--set 'PagedPoolSize' is not a registry value; expected NAME=NUMBER, as PagedPoolSize=192000000")]
    [InlineData(
        TwoGigabyteXp + " --set SystemPages=5",
        "SystemPages 5 is out of range; expected 0, 7000 to 50000, or 0xFFFFFFFF")]
    [InlineData("limits --table --os XP", "--table is about all versions; expected no --os")]
    [InlineData("limits --reach --boot", "--reach is about all versions; expected no --boot")]
    public void A_mistake_is_one_line_that_says_what_was_expected(string commandLine, string expected)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(commandLine);
        Assert.Equal($"expool: {expected}\n", error.ReplaceLineEndings("\n"));
        Assert.Equal("", output);
        Assert.Equal(ExitCode.BadInput, exitCode);
    }

    [Theory]
    [InlineData("--os 95 --arch x86 --ram 2GB", "no profile '95' for 'x86'; expected one of Windows NT 4.0 (x86), ")]
    [InlineData(
        "--os XP --arch x86 --ram 2GB --rules mine", "rule set 'mine' is not known; expected one of seeds, docs, ")]
    [InlineData("--os XP --arch x86 --ram 2GB --set Size=1", "registry value 'Size' is not known; expected one of ")]
    [InlineData(
        "--os XP --arch x86 --ram 2GB --chart no/such/folder/x.svg",
        "--chart 'no/such/folder/x.svg' cannot be written")]
    public void A_name_that_is_not_known_is_answered_with_those_that_are(string options, string expected)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run($"limits {options}");
        Assert.StartsWith($"expool: {expected}", error, StringComparison.Ordinal);
        Assert.Equal("", output);
        Assert.Equal(ExitCode.BadInput, exitCode);
    }

    [Fact]
    public void Json_has_each_limit_with_its_rule_and_source()
    {
        JsonElement root = Json(TwoGigabyteXp);
        Assert.Equal(65664 * 1024, root.GetProperty("nonPaged").GetProperty("initialBytes").GetInt64());
        Assert.NotEqual("", root.GetProperty("nonPaged").GetProperty("initialRule").GetString());
        Assert.Equal("Q126402", root.GetProperty("nonPaged").GetProperty("initialSource").GetString());
        Assert.Equal(256L << 20, Maximum(root, "nonPaged"));
        Assert.Equal(360L << 20, Maximum(root, "paged"));
        Assert.True(root.GetProperty("paged").GetProperty("isReading").GetBoolean());
        Assert.Equal(491L << 20, root.GetProperty("paged").GetProperty("ceilingBytes").GetInt64());
        Assert.Equal(1395864371, Maximum(root, "systemPtes"));
        Assert.Equal(16L << 20, Maximum(root, "sessionPool"));
        foreach (string name in (string[])["nonPaged", "paged", "systemPtes", "sessionPool"])
        {
            Assert.NotEqual("", root.GetProperty(name).GetProperty("rule").GetString());
            Assert.NotEqual("", root.GetProperty(name).GetProperty("source").GetString());
        }
    }

    [Fact]
    public void What_no_source_knows_is_null_and_a_dash()
    {
        JsonElement root = Json("limits --os 7 --arch x64 --ram 8GB");
        Assert.Equal(JsonValueKind.Null, root.GetProperty("sessionPool").GetProperty("maximumBytes").ValueKind);
        Assert.Matches(@"Session pool, maximum +- +- bytes", Output("limits --os 7 --arch x64 --ram 8GB"));
    }

    [Theory]
    [InlineData("--os 2000 --arch x86 --ram 16270p", 6252 * 4096L, 13312 * 4096L)]
    [InlineData("--os Vista --arch x64 --ram 10GB --pagefile 1TB --rules docs", 4L << 30, 128L << 30)]
    [InlineData("--os 2003 --arch x86 --ram 4GB --set PagedPoolSize=0xFFFFFFFF", 256L << 20, 650L << 20)]
    [InlineData("--os 2003 --arch x86 --ram 4GB --pae --3gb", 128L << 20, 256L << 20)]
    [InlineData("--os 8 --arch x64 --ram 1.5GB --pagefile 1GB", 3L << 30, (2560L - 4) << 20)]
    public void Options_reach_the_rules(string options, long nonPaged, long paged)
    {
        JsonElement root = Json($"limits {options}");
        Assert.Equal(nonPaged, Maximum(root, "nonPaged"));
        Assert.Equal(paged, Maximum(root, "paged"));
    }

    [Fact]
    public void Set_may_be_repeated()
    {
        JsonElement root = Json(TwoGigabyteXp + " --set SessionPoolSize=32 --set SessionViewSize=24");
        Assert.Equal(32L << 20, Maximum(root, "sessionPool"));
        Assert.Equal(24L << 20, Maximum(root, "sessionView"));
    }

    [Fact]
    public void Explain_shows_rules_sources_and_regions() =>
        Expectation.Equal("limits-explain.txt", Output(TwoGigabyteXp + " --explain"));

    [Fact]
    public void Table_prints_the_summary_tables_of_all_versions() =>
        Expectation.Equal("limits-table.txt", Output("limits --table"));

    [Fact]
    public void Table_as_json_has_the_same_cells()
    {
        JsonElement root = Json("limits --table");
        JsonElement row = root.GetProperty("paged").EnumerateArray()
            .Single(row => row.GetProperty("versions").GetString() == "XP, Server 2003");
        Assert.Equal(
            ["XP: up to 491MB", "Server 2003: up to 650MB"],
            row.GetProperty("x86").EnumerateArray().Select(cell => cell.GetString()));
    }

    [Theory]
    [InlineData(TwoGigabyteXp)]
    [InlineData("limits --os 2003 --arch x86 --ram 16GB --pae --3gb")]
    [InlineData("limits --os 7 --arch x86 --ram 4GB --pae")]
    [InlineData("limits --os 7 --arch x64 --ram 192GB")]
    [InlineData("limits --os 10 --arch x64 --ram 64GB")]
    public void The_chart_is_to_scale_and_its_labels_can_be_read(string commandLine)
    {
        string path = Path.GetTempFileName();
        try
        {
            JsonElement root = Json($"{commandLine} --chart {path}");
            List<JsonElement> regions = [.. root.GetProperty("regions").EnumerateArray()];
            XElement svg = XElement.Parse(File.ReadAllText(path));
            XNamespace name = "http://www.w3.org/2000/svg";
            List<XElement> drawn = [.. svg.Elements(name + "rect").Where(item => item.Attribute("class") is not null)];
            Assert.Equal(regions.Count, drawn.Count);
            ulong first = Address(regions[0], "start");
            double span = (double)(Address(regions[^1], "last") - first) + 1;
            for (int index = 0; index < regions.Count; index++)
            {
                XElement rectangle = drawn[regions.Count - 1 - index];
                double start = Address(regions[index], "start") - first;
                double size = regions[index].GetProperty("bytes").GetUInt64();
                Assert.Equal(regions[index].GetProperty("kind").GetString(), rectangle.Attribute("class")!.Value);
                Assert.Equal(1000 * size / span, Number(rectangle, "height"), 0.001);
                Assert.Equal(1060 - (1000 * start / span), Number(rectangle, "y") + Number(rectangle, "height"), 0.01);
            }

            List<double> labels = [.. svg.Elements(name + "text").Skip(2).Select(item => Number(item, "y"))];
            Assert.Equal(regions.Count, labels.Count);
            Assert.All(labels.Zip(labels.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 15.9));
            Assert.True(labels[^1] < Number(svg, "height"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("16270p", 16270UL * 4096)]
    [InlineData("2GB", 2UL << 30)]
    [InlineData("1.5 TB", 3UL << 39)]
    [InlineData("24tb", 24UL << 40)]
    [InlineData("512", 512)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void Sizes_are_exact(string text, ulong byteCount) =>
        Assert.Equal(byteCount, MemorySize.Parse("--ram", text));

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("1e3GB")]
    [InlineData("0x10")]
    [InlineData("16384PB")]
    [InlineData("18446744073709551616")]
    public void What_is_no_size_is_refused(string text) =>
        Assert.Throws<ToolException>(() => MemorySize.Parse("--ram", text));

    private static long Maximum(JsonElement root, string name) =>
        root.GetProperty(name).GetProperty("maximumBytes").GetInt64();

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static ulong Address(JsonElement region, string name) =>
        Convert.ToUInt64(region.GetProperty(name).GetString(), 16);

    private static JsonElement Json(string commandLine)
    {
        using JsonDocument document = JsonDocument.Parse(Output($"{commandLine} --json"));
        return document.RootElement.Clone();
    }

    private static string Output(string commandLine)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(commandLine);
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, exitCode);
        return output;
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using ExPool.Model.Profiles;
using Xunit;

namespace ExPool.Model.Tests.Profiles;

/// <summary>The profiles are complete, and say where each of their values comes from.</summary>
public sealed class ProfileTests
{
    private static readonly string[] s_limits =
    [
        "nonPagedInitial", "nonPagedMaximum", "pagedMaximum", "systemPtes", "systemCache", "sessionPool", "sessionView",
    ];

    [Theory]
    [InlineData("Windows NT 4.0", "x86", 1381)]
    [InlineData("2000", "x86", 2195)]
    [InlineData("xp", "x86", 2600)]
    [InlineData("XP", "x64", 3790)]
    [InlineData("Server 2003", "x86", 3790)]
    [InlineData("Windows Server 2003", "x64", 3790)]
    [InlineData("Vista", "x86", 6001)]
    [InlineData("Vista", "x64", 6001)]
    [InlineData("Server 2008", "x86", 6001)]
    [InlineData("Server 2008", "x64", 6001)]
    [InlineData("7", "x86", 7601)]
    [InlineData("Windows 7", "x64", 7601)]
    [InlineData("2008 R2", "x64", 7601)]
    [InlineData("8", "x86", 9200)]
    [InlineData("8", "x64", 9200)]
    [InlineData("Server 2012", "x64", 9200)]
    [InlineData("8.1", "x86", 9600)]
    [InlineData("8.1", "x64", 9600)]
    [InlineData("2012 R2", "x64", 9600)]
    [InlineData("10", "x86", 10240)]
    [InlineData("10", "x64", 10240)]
    [InlineData("2016", "x64", 14393)]
    public void A_version_is_found_by_name(string os, string arch, int build)
    {
        WindowsProfile profile = WindowsProfile.Find(os, arch);
        Assert.Equal(build, profile.Build);
        Assert.Equal(arch, profile.Architecture);
        Assert.Equal(22, WindowsProfile.All.Count);
    }

    [Theory]
    [InlineData("Windows 95", "x86")]
    [InlineData("Windows 2000", "x64")]
    [InlineData("Windows Server 2008 R2", "x86")]
    [InlineData("XP", "ia64")]
    [InlineData("", "")]
    public void A_version_that_there_is_not_is_one_line_that_names_those_there_are(string os, string arch)
    {
        ProfileException refusal = Assert.Throws<ProfileException>(() => WindowsProfile.Find(os, arch));
        Assert.Contains($"'{os}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Windows Server 2016 (x64)", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Every_profile_has_a_rule_for_every_limit_and_only_sets_that_are_named()
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            Assert.All(s_limits, limit => Assert.Contains($"{RuleSets.Default}/{limit}", profile.Rules.Rules.Keys));
            foreach (string key in profile.Rules.Rules.Keys)
            {
                Assert.Contains(key.Split('/')[0], RuleSets.All.Keys);
                Assert.Contains(key.Split('/')[1], s_limits);
            }

            Assert.NotEmpty(profile.Editions);
        }
    }

    [Theory]
    [InlineData("NT4", "x86", "Nt4ToServer2003")]
    [InlineData("2003", "x64", "Nt4ToServer2003")]
    [InlineData("Vista", "x64", "VistaSp1To7")]
    [InlineData("2008 R2", "x64", "VistaSp1To7")]
    [InlineData("2012", "x64", "Windows8")]
    [InlineData("8.1", "x86", "Windows81")]
    [InlineData("2012 R2", "x64", "Windows81")]
    [InlineData("2016", "x64", "Windows10")]
    public void A_profile_names_the_form_of_its_page_table_entries(string os, string arch, string generation) =>
        Assert.Equal(generation, WindowsProfile.Find(os, arch).PteGeneration);

    [Fact]
    public void Every_rule_set_speaks_about_some_version()
    {
        HashSet<string> used = [.. WindowsProfile.All.SelectMany(profile => profile.Rules.Rules.Keys)
            .Select(key => key.Split('/')[0])];
        Assert.Equal(RuleSets.All.Keys.Order(), used.Order());
    }

    [Fact]
    public void Everything_in_the_data_has_a_source()
    {
        Assembly assembly = typeof(WindowsProfile).Assembly;
        int fileCount = 0;
        foreach (string name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("profile:", StringComparison.Ordinal)))
        {
            using Stream stream = assembly.GetManifestResourceStream(name)!;
            using JsonDocument document = JsonDocument.Parse(stream);
            fileCount++;
            foreach (JsonProperty section in document.RootElement.EnumerateObject())
            {
                AssertSources($"{name}/{section.Name}", section.Value);
            }

            Assert.True(
                !document.RootElement.TryGetProperty("build", out _)
                || document.RootElement.TryGetProperty("buildSource", out _)
                || document.RootElement.TryGetProperty("like", out _),
                name);
        }

        Assert.Equal(23, fileCount);
    }

    [Fact]
    public void Readings_are_few_and_no_formula_gives_them()
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            foreach (LimitReading reading in profile.Rules.Readings)
            {
                // A page more or less of RAM is another machine: there the formula answers.
                MachineLimits near = MachineLimits.Compute(profile, reading.RamByteCount - 4096, new());
                MachineLimits there = MachineLimits.Compute(profile, reading.RamByteCount, new());
                Assert.False(near.PagedMaximum.IsReading);
                Assert.NotEqual(near.PagedMaximum.ByteCount, reading.ByteCount);
                Assert.Equal(reading.ByteCount, there.PagedMaximum.ByteCount);
            }
        }

        Assert.Equal(1, WindowsProfile.All.Sum(profile => profile.Rules.Readings.Count));
    }

    // An object with values has a source, or the objects inside it have.
    private static void AssertSources(string path, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                AssertSources($"{path}[]", item);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        bool isNested = element.EnumerateObject().All(item => item.Value.ValueKind == JsonValueKind.Object);
        bool isList = element.TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "list";
        bool hasSource = element.TryGetProperty("source", out JsonElement source)
            && source.GetString() is { Length: > 0 };
        Assert.True(isNested || isList || hasSource, $"{path} has no source");
        foreach (JsonProperty item in element.EnumerateObject())
        {
            AssertSources($"{path}/{item.Name}", item.Value);
        }
    }
}

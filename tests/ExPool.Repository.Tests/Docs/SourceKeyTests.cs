using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace ExPool.Repository.Tests.Docs;

/// <summary>Whoever the data names as the source of a number stands in docs/sources.md.</summary>
public sealed partial class SourceKeyTests
{
    private const string Page = "docs/sources.md";
    private const string Article = "Qnnn";

    // What a source says about itself, and is not one: units and versions.
    private static readonly HashSet<string> s_words = ["PAE", "MB", "GB", "RAM", "XP", "SP", "PTE", "PFN"];

    private static readonly string[] s_keys = [.. Key().Matches(Section()).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Every_source_of_a_profile_or_structure_is_listed()
    {
        string[] files = [.. SourceTree.Files(".json")
            .Where(path => path.StartsWith("src/ExPool.Model/Profiles/", StringComparison.Ordinal))];
        Assert.NotEmpty(files);
        Findings.AreNone(
            from path in files
            from source in SourcesOf(path)
            let problem = ProblemOf(source)
            where problem is not null
            select $"{path}: '{source}': {problem}");
    }

    [Fact]
    public void Every_source_of_a_limit_vector_is_listed() => Findings.AreNone(
        from line in SourceTree.Lines("tests/data/limits.csv").SkipWhile(line => line.StartsWith('#')).Skip(1)
        where line.Length > 0
        let source = line[(line.LastIndexOf(',') + 1)..]
        let problem = ProblemOf(source.Split(':')[0])
        where problem is not null
        select $"{line}: {problem}");

    [Fact]
    public void Keys_are_listed_once() => Assert.Equal(s_keys.Distinct(), s_keys);

    [Theory]
    [InlineData("LIM", true)]
    [InlineData("LIM, Q294418", true)]
    [InlineData("docs/sources.md#pool-limits", true)]
    [InlineData("WI, observed addresses; unverified", true)]
    [InlineData("unverified", true)]
    [InlineData("-", true)]
    [InlineData("LIM, XYZ", false)]
    [InlineData("somebody said so", false)]
    [InlineData("docs/sources.md#no-such-heading", false)]
    [InlineData("", false)]
    public void A_source_that_is_not_listed_is_seen(string source, bool isListed) =>
        Assert.Equal(isListed, ProblemOf(source) is null);

    private static string Section()
    {
        string text = SourceTree.Read(Page);
        int start = text.IndexOf("## Which sources", StringComparison.Ordinal);
        return text[start..text.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> SourcesOf(string path)
    {
        using JsonDocument document = JsonDocument.Parse(SourceTree.Read(path));
        return [.. SourcesOf(document.RootElement)];
    }

    private static IEnumerable<string> SourcesOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(item =>
            item.Name.EndsWith("ource", StringComparison.Ordinal) && item.Value.ValueKind == JsonValueKind.String
                ? [item.Value.GetString()!]
                : SourcesOf(item.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(SourcesOf),
        _ => [],
    };

    private static string? ProblemOf(string source)
    {
        string[] named =
            [.. Word().Matches(source).Select(match => match.Value).Where(word => !s_words.Contains(word))];
        foreach (string word in named)
        {
            if (!s_keys.Contains(word) && !(s_keys.Contains(Article) && ArticleNumber().IsMatch(word)))
            {
                return $"{Page} has no key '{word}'";
            }
        }

        string[] anchors = [.. Anchor().Matches(source).Select(match => match.Groups[1].Value)];
        string headings = SourceTree.Read(Page).ToLowerInvariant();
        foreach (string anchor in anchors)
        {
            string heading = anchor.Replace('-', ' ');
            if (!headings.Contains($"## {heading}\n", StringComparison.Ordinal))
            {
                return $"{Page} has no heading '{heading}'";
            }
        }

        bool isMarked = source == "-" || source.Contains("unverified", StringComparison.Ordinal);
        return named.Length + anchors.Length > 0 || isMarked ? null : $"it names no key of {Page}";
    }

    [GeneratedRegex(@"^\| ([A-Z][A-Za-z0-9]+) \| ", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex(@"(?<![\w#/-])[A-Z][A-Z0-9]+(?![\w-])")]
    private static partial Regex Word();

    [GeneratedRegex(@"^Q\d{5,6}$")]
    private static partial Regex ArticleNumber();

    [GeneratedRegex(@"docs/sources\.md#([\w-]+)")]
    private static partial Regex Anchor();
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ExPool.Repository.Tests.Tidy;

/// <summary>Links between the repository's own pages lead somewhere.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Relative_links_in_pages_exist()
    {
        IEnumerable<string> broken =
            from path in SourceTree.Files(".md")
            from Match match in MarkdownLink().Matches(SourceTree.Read(path))
            let link = match.Groups[1].Value
            where !Elsewhere().IsMatch(link)
            let problem = ProblemOf(path, link)
            where problem is not null
            select $"{path}: {link}: {problem}";

        Findings.AreNone(broken);
    }

    [Fact]
    public void Pages_named_in_comments_exist()
    {
        IEnumerable<string> broken =
            from path in SourceTree.Files(".cs")
            where !path.StartsWith("tests/ExPool.Repository.Tests/", StringComparison.Ordinal)
            from Match match in DocsName().Matches(SourceTree.Read(path))
            let problem = ProblemOf("README.md", match.Value)
            where problem is not null
            select $"{path}: {match.Value}: {problem}";

        Findings.AreNone(broken);
    }

    [Theory]
    [InlineData("README.md", "no-such-page.md", "no such file")]
    [InlineData("docs/sources.md", "../README.md#no-such-heading", "no such heading")]
    [InlineData("docs/sources.md", "../README.md", null)]
    public void A_broken_link_is_seen(string page, string link, string? problem) =>
        Assert.Equal(problem, ProblemOf(page, link));

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(@"\bdocs/[\w./-]+\.md(#[\w-]+)?")]
    private static partial Regex DocsName();

    [GeneratedRegex(@"^(\w+://|mailto:)")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    private static string? ProblemOf(string page, string link)
    {
        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(SourceTree.FullPath(page))!;
        string target = Path.GetFullPath(
            parts[0].Length == 0 ? SourceTree.FullPath(page) : Path.Combine(folder, parts[0]));
        if (!File.Exists(target) && !Directory.Exists(target))
        {
            return "no such file";
        }

        bool isKnown = parts.Length == 1 || Anchors(File.ReadAllText(target)).Contains(parts[1]);
        return isKnown ? null : "no such heading";
    }

    /// <summary>The anchors of a page's headings, as hosts of Markdown make them.</summary>
    private static IEnumerable<string> Anchors(string text) =>
        from line in text.Split('\n')
        where line.StartsWith('#')
        let heading = line.TrimStart('#').Trim().ToLowerInvariant()
        select NotInAnchor().Replace(heading, string.Empty).Replace(' ', '-');
}

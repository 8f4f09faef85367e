using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace ExPool.Repository.Tests.Tidy;

/// <summary>The rules of STYLE.md that a machine can check.</summary>
public sealed partial class TidyTests
{
    private const int MaximumFileLines = 400;
    private const int MaximumMemberLines = 60;
    private const int MaximumLineColumns = 120;   // the aim is 110; a doc comment may run a little over

    [Fact]
    public void No_file_of_code_is_longer_than_400_lines()
    {
        IEnumerable<string> long_ = SourceTree.Files(".cs")
            .Select(path => (Path: path, LineCount: SourceTree.Read(path).AsSpan().Count('\n')))
            .Where(file => file.LineCount > MaximumFileLines)
            .Select(file => $"{file.Path}: {file.LineCount} lines");

        Findings.AreNone(long_);
    }

    [Fact]
    public void No_line_of_code_is_longer_than_120_columns() =>
        Findings.AreNone(LinesWhere(
            SourceTree.Files(".cs", ".csproj", ".props", ".ci/run"), line => line.Length > MaximumLineColumns));

    [Fact]
    public void No_member_is_longer_than_60_lines()
    {
        IEnumerable<string> tooLong =
            from path in SourceTree.Files(".cs")
            from member in MemberScanner.Scan(SourceTree.Read(path))
            where member.LineCount > MaximumMemberLines
            select $"{path}:{member.Line}: {member.Name} has {member.LineCount} lines";

        Findings.AreNone(tooLong);
    }

    [Fact]
    public void Every_member_is_seen_by_the_scanner()
    {
        int memberCount = SourceTree.Files(".cs").Sum(path => MemberScanner.Scan(SourceTree.Read(path)).Count);
        int fileCount = SourceTree.Files(".cs").Count;

        Assert.True(memberCount > fileCount, $"{memberCount} members in {fileCount} files: the scanner has gone blind");
    }

    [Fact]
    public void Text_has_no_tabs_no_carriage_returns_and_ends_with_a_line_end()
    {
        IEnumerable<string> wrong =
            from path in SourceTree.TextFiles()
            let text = SourceTree.Read(path)
            let problem = text.Contains('\t') ? "a tab"
                : text.Contains('\r') ? "a carriage return"
                : text.Length > 0 && !text.EndsWith('\n') ? "no line end at its end"
                : text.StartsWith('\uFEFF') ? "a byte order mark"
                : null
            where problem is not null
            select $"{path} has {problem}";

        Findings.AreNone(wrong);
    }

    [Fact]
    public void Nothing_is_left_for_later() =>
        Findings.AreNone(LinesWhere(SourceTree.TextFiles().Where(IsNotTidy), Unfinished().IsMatch));

    [Fact]
    public void No_path_of_one_machine_is_written_down() =>
        Findings.AreNone(LinesWhere(
            SourceTree.TextFiles().Where(path => !path.StartsWith("tests/", StringComparison.Ordinal)),
            MachinePath().IsMatch));

    [Fact]
    public void Prose_is_plain() =>
        Findings.AreNone(Prose().Where(line => BannedWord().IsMatch(line.Text) || Exclamation().IsMatch(line.Text))
            .Select(line => line.ToString()));

    [Fact]
    public void Comments_are_plain() =>
        Findings.AreNone(LinesWhere(
            SourceTree.Files(".cs").Where(IsNotTidy),
            line => Comment().Match(line) is { Success: true } comment && BannedWord().IsMatch(comment.Value)));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        string solution = SourceTree.Read("ExPool.slnx");

        Findings.AreNone(SourceTree.Files(".csproj")
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("It is " + "just a test", true)]
    [InlineData("It is blaz" + "ing fast", true)]
    [InlineData("Adjust the depth", false)]
    public void A_banned_word_is_seen_only_as_a_word(string line, bool isBanned) =>
        Assert.Equal(isBanned, BannedWord().IsMatch(line));

    [Theory]
    [InlineData("Fast" + "!", true)]
    [InlineData("as !poolused and !vm print it", false)]
    [InlineData("a != b", false)]
    public void An_exclamation_is_told_from_a_command(string line, bool isExclamation) =>
        Assert.Equal(isExclamation, Exclamation().IsMatch(line));

    [GeneratedRegex(@"\b(TODO|HACK|FIXME|XXX)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(?<![\w.~}/-])/(work|root|home|tmp|Users)/")]
    private static partial Regex MachinePath();

    [GeneratedRegex(
        @"\b(simply|just|blazing(ly)?|obviously|of course|awesome|seamless(ly)?|powerful|leverage)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex BannedWord();

    [GeneratedRegex(@"\w!(\s|$|[)""'])|[\u2600-\u27BF]|[\uD83C-\uD83E]")]
    private static partial Regex Exclamation();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"`[^`]*`")]
    private static partial Regex CodeSpan();

    /// <summary>These tests name the words that they forbid.</summary>
    private static bool IsNotTidy(string path) =>
        !path.EndsWith(nameof(TidyTests) + ".cs", StringComparison.Ordinal);

    private static IEnumerable<string> LinesWhere(IEnumerable<string> paths, Func<string, bool> isWrong) =>
        from path in paths
        from line in SourceTree.Lines(path).Select((text, index) => new TextLine(path, index + 1, text))
        where isWrong(line.Text)
        select line.ToString();

    /// <summary>The lines of the Markdown files, without code.</summary>
    private static IEnumerable<TextLine> Prose()
    {
        foreach (string path in SourceTree.Files(".md"))
        {
            bool isCode = false;
            int number = 0;
            foreach (string line in SourceTree.Lines(path))
            {
                number++;
                bool isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
                isCode ^= isFence;
                if (!isCode && !isFence)
                {
                    yield return new TextLine(path, number, CodeSpan().Replace(line, "code"));
                }
            }
        }
    }

    private readonly record struct TextLine(string Path, int Number, string Text)
    {
        public override string ToString() => $"{Path}:{Number}: {Text.Trim()}";
    }
}

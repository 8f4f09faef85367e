using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ExPool.Tests.Support;

namespace ExPool.Tests.Snapshots;

/// <summary>
/// Reads docs/internals/memory-layout.md: each section's size, and the offset of each field it names.
/// </summary>
internal sealed partial class LayoutDocument
{
    private readonly Dictionary<string, string> _sections;

    private LayoutDocument(Dictionary<string, string> sections) => _sections = sections;

    public static LayoutDocument Read()
    {
        string path = Path.Combine(RepositoryRoot.Path, "docs", "internals", "memory-layout.md");
        string[] parts = File.ReadAllText(path).Split("\n## ");
        return new LayoutDocument(parts.Skip(1).ToDictionary(part => part.Split('\n')[0].Split(" (")[0]));
    }

    /// <summary>The bytes that a section's heading gives to its structure.</summary>
    public int ByteCount(string section) =>
        Hexadecimal(HeadingSize().Match(_sections[section]).Groups["size"].Value);

    /// <summary>The fields of a section's table.</summary>
    public Dictionary<string, int> Table(string section) =>
        TableRow().Matches(_sections[section]).ToDictionary(
        row => row.Groups["name"].Value, row => Hexadecimal(row.Groups["offset"].Value));

    /// <summary>
    /// The fields of a structure that is told in a sentence: one after another, from its first word to its
    /// full stop.
    /// </summary>
    public Dictionary<string, int> Sentence(string section, string start)
    {
        string text = _sections[section];
        int from = start.Length == 0 ? 0 : text.IndexOf(start, System.StringComparison.Ordinal);
        Dictionary<string, int> fields = [];
        int offset = 0;
        string sentence = text[from..].Split(".\n")[0].Split(". ")[0];
        foreach (Match field in TypedName().Matches(Remark().Replace(sentence, string.Empty)))
        {
            fields[field.Groups["name"].Value] = offset;
            offset += int.Parse(field.Groups["bits"].Value, CultureInfo.InvariantCulture) / 8;
        }

        return fields;
    }

    private static int Hexadecimal(string text) =>
        int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[^\n]*\((?<size>[0-9A-F]+) bytes")]
    private static partial Regex HeadingSize();

    [GeneratedRegex(
        @"^\| (?<offset>[0-9A-F]+) \| [\w\[\]]+ (?<name>[A-Z]\w+)(?:\[[0-9A-F]+\])? \|",
        RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Remark();

    [GeneratedRegex(@"\b[ui](?<bits>8|16|32|64) (?<name>\w+)")]
    private static partial Regex TypedName();
}

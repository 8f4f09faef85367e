using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ExPool.Repository.Tests.Docs;

/// <summary>One line of the glossary: what NT calls a thing, and what it is called here.</summary>
/// <param name="NtName">NT's name.</param>
/// <param name="Name">Ours: a type, or a member with its type.</param>
/// <param name="File">Where it is declared.</param>
internal readonly record struct GlossaryEntry(string NtName, string Name, string File);

/// <summary>Reads NT's names out of the documentation comments.</summary>
/// <remarks>
/// Of a type, the first sentence of the remarks counts. Of a member, a name counts that follows "NT's" or "in NT,":
/// others are about what the member does, not about what it is.
/// </remarks>
internal static partial class Glossary
{
    private static readonly Lazy<(string Path, string Text)[]> s_sources = new(() =>
        [.. SourceTree.Files(".cs")
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Select(path => (path, SourceTree.Read(path)))]);

    private const string Heading = """
        # Glossary

        What NT calls a thing, what ExPool calls it, and where it is. A test writes this page from the documentation
        comments: of a type, the names in the first sentence of its remarks; of a member, a name after "NT's" or
        "in NT,".

        | NT | ExPool | file |
        |---|---|---|

        """;

    /// <summary>The whole page, from the comments of some assemblies.</summary>
    public static string Write(IEnumerable<string> documentationPaths)
    {
        IEnumerable<GlossaryEntry> entries =
            documentationPaths.SelectMany(path => Read(XDocument.Load(path), FindFile));
        return Heading + string.Concat(entries.Distinct()
            .OrderBy(entry => entry.NtName, StringComparer.Ordinal)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(Line));
    }

    /// <summary>The entries of one file of comments.</summary>
    /// <param name="documentation">What the compiler wrote.</param>
    /// <param name="findFile">The file that declares a type, by its simple name; null when there is none.</param>
    public static IEnumerable<GlossaryEntry> Read(XDocument documentation, Func<string, string?> findFile) =>
        from member in documentation.Descendants("member")
        let id = member.Attribute("name")!.Value
        let isType = id.StartsWith("T:", StringComparison.Ordinal)
        let name = isType ? SimpleName(id) : MemberName(id)
        let file = findFile(name.Split('.')[0])
        where file is not null && !name.EndsWith(".#ctor", StringComparison.Ordinal)
        from ntName in isType ? OfType(member) : OfMember(member)
        select new GlossaryEntry(ntName, name, file);

    /// <remarks>Structures and constants in capitals; routines by the prefix of their component.</remarks>
    [GeneratedRegex(
        @"\b([A-Z][A-Z0-9]*(_[A-Z0-9]+)+|(K|MM|NT)[A-Z]{3,}|(Exp?|Ke|Ki|Mm|Mi|Nt|Rtl|Io)(?!Pool\b)[A-Z]\w+)\b")]
    private static partial Regex NtName();

    [GeneratedRegex(@"(NT's|[Ii]n NT,)\s+(?<name>[\w.]+)")]
    private static partial Regex Named();

    [GeneratedRegex(@"[.:;](\s|$)")]
    private static partial Regex EndOfSentence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private static string Line(GlossaryEntry entry) =>
        $"| {entry.NtName} | `{entry.Name}` | [{Path.GetFileName(entry.File)}](../{entry.File}) |\n";

    private static IEnumerable<string> OfType(XElement member)
    {
        string remarks = TextOf(member.Element("remarks"));
        Match end = EndOfSentence().Match(remarks);
        string sentence = end.Success ? remarks[..end.Index] : remarks;
        return NtName().Matches(sentence).Select(match => match.Value);
    }

    private static IEnumerable<string> OfMember(XElement member) =>
        from element in member.Elements()
        where element.Name.LocalName is "summary" or "remarks"
        from Match match in Named().Matches(TextOf(element))
        let name = match.Groups["name"].Value.TrimEnd('.')
        where NtName().IsMatch(name)
        select name;

    private static string TextOf(XElement? element)
    {
        var text = new StringBuilder();
        foreach (XNode node in element?.DescendantNodes() ?? [])
        {
            text.Append(node is XText plain ? plain.Value : " ");
        }

        return Space().Replace(text.ToString(), " ").Trim();
    }

    private static string SimpleName(string id) => id[(id.LastIndexOf('.') + 1)..].Split('`')[0];

    private static string MemberName(string id)
    {
        string path = id[2..].Split('(')[0];
        string[] parts = path.Split('.');
        string member = parts[^1].Split('`')[0];
        return parts.Length < 2 ? member : $"{parts[^2].Split('`')[0]}.{member}";
    }

    private static string? FindFile(string typeName)
    {
        var declaration = new Regex($@"\b(class|struct|interface|enum|record) {Regex.Escape(typeName)}\b");
        return s_sources.Value
            .OrderBy(source => Path.GetFileName(source.Path) == typeName + ".cs" ? 0 : 1)
            .Where(source => declaration.IsMatch(source.Text))
            .Select(source => source.Path)
            .FirstOrDefault();
    }
}

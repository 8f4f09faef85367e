using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace ExPool.Repository.Tests.Tidy;

/// <summary>A method, property or other member with code, and the lines it takes.</summary>
/// <param name="Name">Its name, for a message.</param>
/// <param name="Line">Its first line, from 1; attributes count, comments before it do not.</param>
/// <param name="LineCount">Lines to its last brace or semicolon.</param>
internal readonly record struct MemberLines(string Name, int Line, int LineCount);

/// <summary>Finds the members of a C# file by its braces, without a compiler.</summary>
/// <remarks>
/// A brace block whose header names a type or namespace contains members; any other block belongs to the member whose
/// header stands before it. A field with an initializer is data, however long, and is not reported.
/// </remarks>
internal sealed partial class MemberScanner
{
    private readonly string _code;
    private readonly List<MemberLines> _members = [];
    private int _start;
    private int _depth;

    private MemberScanner(string text) => _code = CSharpText.Blank(text);

    /// <summary>The members in the order of their ends.</summary>
    public static IReadOnlyList<MemberLines> Scan(string text)
    {
        var scanner = new MemberScanner(text);
        scanner.ScanMembers();
        return scanner._members;
    }

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|namespace)\b")]
    private static partial Regex TypeWord();

    [GeneratedRegex(@"(\S+?)\s*(<[^()]*>)?\s*(\(|$)")]
    private static partial Regex NameBeforeParameters();

    [GeneratedRegex(@"^(\s*\[[^\]]*\])+")]
    private static partial Regex Attributes();

    private void ScanMembers()
    {
        for (int index = 0; index < _code.Length; index++)
        {
            char character = _code[index];
            _depth += character switch { '(' or '[' => 1, ')' or ']' => -1, _ => 0 };
            if (_depth > 0)
            {
                continue;
            }

            if (character == '}')
            {
                _start = index + 1;
            }
            else if (character == ';')
            {
                EndMember(_code[_start..index], index);
            }
            else if (character == '{')
            {
                index = ScanBlock(index);
            }
        }
    }

    /// <summary>Enters a type's block, or passes a member's; answers the last place that is done with.</summary>
    private int ScanBlock(int open)
    {
        string header = _code[_start..open];
        if (IsType(header))
        {
            _start = open + 1;
            return open;
        }

        int close = EndOfBlock(open);
        int next = close + 1;
        while (next < _code.Length && char.IsWhiteSpace(_code[next]))
        {
            next++;
        }

        bool goesOn = HasAssignment(header) || (next < _code.Length && _code[next] == '=');
        if (goesOn)
        {
            close = EndOfStatement(close + 1);
        }

        EndMember(header, Math.Min(close, _code.Length - 1));
        return close;
    }

    private void EndMember(string header, int end)
    {
        int first = _start + header.Length - header.TrimStart().Length;
        _start = end + 1;
        bool isData = HasAssignment(header) && !HasArrow(header);
        bool isUsing = header.TrimStart().StartsWith("using ", StringComparison.Ordinal);
        if (string.IsNullOrWhiteSpace(header) || isData || isUsing || IsType(header))
        {
            return;
        }

        int line = 1 + _code.AsSpan(0, first).Count('\n');
        int lineCount = 1 + _code.AsSpan(first, end - first).Count('\n');
        string name = NameBeforeParameters().Match(Attributes().Replace(header, string.Empty).Trim()).Groups[1].Value;
        _members.Add(new MemberLines(name, line, lineCount));
    }

    private int EndOfBlock(int open)
    {
        int depth = 0;
        for (int index = open; index < _code.Length; index++)
        {
            depth += _code[index] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return index;
            }
        }

        return _code.Length - 1;
    }

    private int EndOfStatement(int index)
    {
        int depth = 0;
        for (; index < _code.Length; index++)
        {
            depth += _code[index] switch { '{' or '(' or '[' => 1, '}' or ')' or ']' => -1, _ => 0 };
            if (depth <= 0 && _code[index] == ';')
            {
                return index;
            }
        }

        return _code.Length - 1;
    }

    private static bool IsType(string header)
    {
        int constraint = header.IndexOf(" where ", StringComparison.Ordinal);
        string start = constraint < 0 ? header : header[..constraint];
        return TypeWord().IsMatch(WithoutBrackets(start));
    }

    private static bool HasAssignment(string header) =>
        !header.Contains("operator", StringComparison.Ordinal) && WithoutBrackets(header).Contains('=');

    private static bool HasArrow(string header)
    {
        string plain = WithoutBrackets(header);
        int arrow = plain.IndexOf("=>", StringComparison.Ordinal);
        return arrow >= 0 && plain.IndexOf('=', StringComparison.Ordinal) == arrow;
    }

    /// <summary>The header without its attributes, parameters and their default values.</summary>
    private static string WithoutBrackets(string header)
    {
        int depth = 0;
        return string.Concat(header.Where(character =>
        {
            depth += character is '(' or '[' ? 1 : 0;
            bool isOutside = depth == 0;
            depth -= character is ')' or ']' ? 1 : 0;
            return isOutside;
        }));
    }
}

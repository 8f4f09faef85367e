using System;

namespace ExPool.Repository.Tests.Tidy;

/// <summary>Blanks comments and literals out of C#, so that braces and words that remain are code.</summary>
/// <remarks>Every character keeps its place and every line its number: what is removed becomes spaces.</remarks>
internal static class CSharpText
{
    /// <summary>The text with its comments, strings and characters blanked.</summary>
    public static string Blank(string text)
    {
        char[] result = text.ToCharArray();
        int index = 0;
        while (index < text.Length)
        {
            int end = EndOfNonCode(text, index);
            if (end == index)
            {
                index++;
                continue;
            }

            for (; index < end; index++)
            {
                result[index] = text[index] == '\n' ? '\n' : ' ';
            }
        }

        return new string(result);
    }

    /// <summary>Where the comment or literal that starts here ends; the same place when none starts.</summary>
    private static int EndOfNonCode(string text, int start)
    {
        ReadOnlySpan<char> rest = text.AsSpan(start);
        if (rest.StartsWith("//"))
        {
            return EndOf(text, "\n", start);
        }

        if (rest.StartsWith("/*"))
        {
            return EndOf(text, "*/", start + 2) is var end && end < text.Length ? end + 2 : end;
        }

        if (rest[0] == '\'')
        {
            int content = start + 1 < text.Length && text[start + 1] == '\\' ? start + 3 : start + 2;
            return Math.Min(EndOf(text, "'", content) + 1, text.Length);
        }

        int prefix = rest.IndexOfAnyExcept('$', '@');
        return prefix >= 0 && rest[prefix] == '"' ? EndOfString(text, start, start + prefix) : start;
    }

    private static int EndOfString(string text, int start, int quote)
    {
        ReadOnlySpan<char> prefix = text.AsSpan(start, quote - start);
        int quoteCount = text.AsSpan(quote).IndexOfAnyExcept('"');
        quoteCount = quoteCount < 0 ? text.Length - quote : quoteCount;
        if (quoteCount >= 3 && !prefix.Contains('@'))
        {
            string closing = new('"', quoteCount);
            return Math.Min(EndOf(text, closing, quote + quoteCount) + quoteCount, text.Length);
        }

        return EndOfQuoted(text, quote + 1, prefix.Contains('@'), prefix.Contains('$'));
    }

    private static int EndOfQuoted(string text, int index, bool isVerbatim, bool hasHoles)
    {
        while (index < text.Length)
        {
            char character = text[index];
            char next = index + 1 < text.Length ? text[index + 1] : '\0';
            if (character == '"' && !(isVerbatim && next == '"'))
            {
                return index + 1;
            }

            if (hasHoles && character == '{' && next != '{')
            {
                index = EndOfHole(text, index + 1);
                continue;
            }

            bool isPair = (character == '\\' && !isVerbatim) || (character == '"' && isVerbatim)
                || (hasHoles && character == '{');
            index += isPair ? 2 : 1;
        }

        return text.Length;
    }

    private static int EndOfHole(string text, int index)
    {
        int depth = 1;
        while (index < text.Length && depth > 0)
        {
            int end = EndOfNonCode(text, index);
            if (end > index)
            {
                index = end;
                continue;
            }

            depth += text[index] switch { '{' => 1, '}' => -1, _ => 0 };
            index++;
        }

        return index;
    }

    private static int EndOf(string text, string closing, int start)
    {
        int end = start < text.Length ? text.IndexOf(closing, start, StringComparison.Ordinal) : -1;
        return end < 0 ? text.Length : end;
    }
}

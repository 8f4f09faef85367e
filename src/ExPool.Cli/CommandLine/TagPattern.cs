namespace ExPool.Cli.CommandLine;

/// <summary>Chooses tags as the debugger's commands do: * is any run of characters, ? is one.</summary>
/// <remarks>
/// Capitals count. Without * a pattern has four characters; a shorter one is padded with blanks, as tags are.
/// </remarks>
internal sealed class TagPattern
{
    private readonly string _pattern;

    /// <summary>Makes a pattern.</summary>
    /// <param name="option">The option or argument it came from, for the message.</param>
    /// <param name="text">What was typed.</param>
    /// <exception cref="ToolException">No tag can ever match it.</exception>
    public TagPattern(string option, string text)
    {
        bool hasRun = text.Contains('*', System.StringComparison.Ordinal);
        int fixedCount = text.Replace("*", "", System.StringComparison.Ordinal).Length;
        if (text.Length == 0 || fixedCount > 4)
        {
            throw new ToolException(
                $"{option} '{text}' matches no tag; expected 1 to 4 characters, with * for any run and ? for one");
        }

        _pattern = hasRun ? text : text.PadRight(4);
    }

    /// <summary>Whether a tag matches.</summary>
    /// <param name="tag">The tag.</param>
    public bool Matches(PoolTag tag) => Matches(_pattern, tag.ToString());

    /// <inheritdoc/>
    public override string ToString() => _pattern;

    private static bool Matches(System.ReadOnlySpan<char> pattern, System.ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        if (pattern[0] == '*')
        {
            return Matches(pattern[1..], text) || (!text.IsEmpty && Matches(pattern, text[1..]));
        }

        return !text.IsEmpty && (pattern[0] == '?' || pattern[0] == text[0]) && Matches(pattern[1..], text[1..]);
    }
}

using System.Collections.Generic;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Scenarios;

/// <summary>A line of a script, cut into words at blanks; quotes keep blanks in a word, # begins a remark.</summary>
internal sealed class ScenarioLine
{
    private const char Quote = '"';
    private const char Remark = '#';

    private readonly string _place;

    /// <summary>Cuts a line.</summary>
    /// <param name="script">The script's name, for messages.</param>
    /// <param name="number">The line, from 1.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="ToolException">A quote has no end.</exception>
    public ScenarioLine(string script, int number, string text)
    {
        _place = $"{script}:{number}";
        Number = number;
        Text = text.Trim();
        Words = Cut(text);
    }

    /// <summary>The line, from 1.</summary>
    public int Number { get; }

    /// <summary>What it says.</summary>
    public string Text { get; }

    /// <summary>Its words; none in an empty line or a remark.</summary>
    public IReadOnlyList<ScenarioWord> Words { get; }

    /// <summary>A mistake at a word: one line with the place, what stands there, and what was expected.</summary>
    /// <param name="index">The word; the number of words stands for the end of the line.</param>
    /// <param name="expected">What was expected.</param>
    public ToolException Expected(int index, string expected)
    {
        string found = index < Words.Count ? $"'{Words[index].Text}'" : "the line ends";
        return Mistake(index, $"{found}; expected {expected}");
    }

    /// <summary>A mistake at a word.</summary>
    /// <param name="index">The word; the number of words stands for the end of the line.</param>
    /// <param name="message">What is wrong.</param>
    public ToolException Mistake(int index, string message)
    {
        int column = index < Words.Count ? Words[index].Column : Text.Length + 1;
        return new ToolException($"{_place}:{column}: {message}");
    }

    private List<ScenarioWord> Cut(string text)
    {
        List<ScenarioWord> words = [];
        int at = 0;
        while (at < text.Length && text[at] != Remark)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            int start = at;
            bool isQuoted = false;
            while (at < text.Length && (isQuoted || !char.IsWhiteSpace(text[at])))
            {
                isQuoted ^= text[at] == Quote;
                at++;
            }

            if (isQuoted)
            {
                throw new ToolException($"{_place}:{start + 1}: a quote has no end; expected \"");
            }

            words.Add(new(text[start..at].Replace("\"", "", System.StringComparison.Ordinal), start + 1));
        }

        return words;
    }
}

using System;
using System.Buffers;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Machines;

/// <summary>What a machine may be called: what is safe in a file name, a pipe's name and a moniker.</summary>
internal static class MachineName
{
    private const int LongestName = 31;   // of an executive

    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Whether a text is a name.</summary>
    /// <param name="text">The text.</param>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= LongestName
        && text[0] != '.'
        && !text.AsSpan().ContainsAnyExcept(s_allowed);

    /// <summary>Refuses what is no name.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">What was typed.</param>
    public static string Check(string option, string text) => IsValid(text)
        ? text
        : throw new ToolException(
            $"{option} '{text}' is no name; expected 1 to {LongestName} letters, digits, -, _ and dots, no dot first");
}

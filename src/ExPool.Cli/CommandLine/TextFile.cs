using System;
using System.IO;

namespace ExPool.Cli.CommandLine;

/// <summary>Writes a text into a file that an option names.</summary>
internal static class TextFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="path">The file.</param>
    /// <param name="text">What it holds.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string option, string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ToolException($"{option} '{path}' cannot be written: {exception.Message}");
        }
    }
}

using System;
using System.IO;

namespace ExPool.Cli.CommandLine;

/// <summary>Writes a text into a file that an option names.</summary>
internal static class TextFile
{
    /// <summary>Refuses a path that cannot be a file, before the work whose result would be lost.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="path">The file, or <see langword="null"/> when none is asked for.</param>
    /// <returns>The path.</returns>
    /// <exception cref="ToolException">It is a folder, or lies in none.</exception>
    public static string? Check(string option, string? path)
    {
        if (path is not null
            && (path.Length == 0 || Directory.Exists(path)
                || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))))
        {
            throw new ToolException($"{option} '{path}' cannot be written: expected a file in a folder that exists");
        }

        return path;
    }

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

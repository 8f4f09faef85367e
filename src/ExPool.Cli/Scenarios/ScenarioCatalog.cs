using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Scenarios;

/// <summary>The scenarios that come with the tool, and those in files: docs/scenarios.</summary>
internal static class ScenarioCatalog
{
    private const string Prefix = "scenario:";
    private const long LargestFile = 1 << 20;

    /// <summary>The names of those that come with the tool, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. typeof(ScenarioCatalog).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal)];

    /// <summary>Opens a scenario by name; what is no name is a file.</summary>
    /// <param name="name">A name, or a path.</param>
    /// <exception cref="ToolException">There is none, or it cannot be read.</exception>
    public static Scenario Open(string name) =>
        ScenarioReader.Read(name, Names.Contains(name) ? ReadResource(name) : ReadFile(name));

    private static string ReadResource(string name)
    {
        Assembly assembly = typeof(ScenarioCatalog).Assembly;
        using StreamReader reader = new(assembly.GetManifestResourceStream(Prefix + name)!);
        return reader.ReadToEnd();
    }

    private static string ReadFile(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                throw new ToolException(
                    $"there is no scenario or file '{path}'; expected a file or one of {string.Join(", ", Names)}");
            }

            long byteCount = new FileInfo(path).Length;
            return byteCount <= LargestFile
                ? File.ReadAllText(path)
                : throw new ToolException($"{path} has {byteCount} bytes; expected a script of at most {LargestFile}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path} cannot be read: {exception.Message}");
        }
    }
}

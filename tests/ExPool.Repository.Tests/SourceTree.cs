using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace ExPool.Repository.Tests;

/// <summary>The files of the repository, found from where the tests run.</summary>
/// <remarks>Paths are relative to the root and written with '/', on every system.</remarks>
internal static class SourceTree
{
    /// <summary>The environment variable that makes a test write its file instead of comparing it.</summary>
    public const string WriteVariable = "EXPOOL_WRITE";

    private static readonly string[] s_folders = ["src", "tests", "samples", "docs", "bench", ".ci", ".github"];

    /// <summary>The folder that holds ExPool.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Whether files are to be written instead of compared.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable(WriteVariable) == "1";

    /// <summary>The files with one of some endings, without what is built or generated.</summary>
    public static IReadOnlyList<string> Files(params string[] endings)
    {
        var folders = new List<string>();
        foreach (string folder in s_folders)
        {
            string path = Path.Combine(Root, folder);
            if (Directory.Exists(path))
            {
                folders.AddRange(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories));
            }
        }

        folders.AddRange(Directory.EnumerateFiles(Root));
        return [.. folders
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !IsBuilt(path) && endings.Any(path.EndsWith))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Every text file of the repository.</summary>
    public static IReadOnlyList<string> TextFiles() => Files(
        ".cs", ".csproj", ".props", ".targets", ".slnx", ".config", ".json", ".md", ".yml", ".txt",
        ".editorconfig", ".gitattributes", ".gitignore", "LICENSE", ".ci/run");

    /// <summary>The text of a file.</summary>
    public static string Read(string relativePath) => File.ReadAllText(FullPath(relativePath));

    /// <summary>The lines of a file, without their ends.</summary>
    public static string[] Lines(string relativePath) => Read(relativePath).Split('\n');

    /// <summary>The path of a file on this machine.</summary>
    public static string FullPath(string relativePath) => Path.Combine(Root, relativePath);

    /// <summary>Compares a file with what it should be; writes it instead when that is asked for.</summary>
    /// <returns><see langword="null"/>, or what is wrong and how to mend it.</returns>
    public static string? CompareOrWrite(string relativePath, string expected)
    {
        string path = FullPath(relativePath);
        if (IsWriting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
            return null;
        }

        string actual = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        if (actual == expected)
        {
            return null;
        }

        string[] wanted = expected.Split('\n');
        string[] found = actual.Split('\n');
        IEnumerable<string> missing = wanted.Except(found).Take(20).Select(line => "  + " + line);
        IEnumerable<string> surplus = found.Except(wanted).Take(20).Select(line => "  - " + line);
        return $"{relativePath} is not up to date; run the tests once with {WriteVariable}=1 and review the change:\n"
            + string.Join('\n', missing.Concat(surplus));
    }

    private static bool IsBuilt(string path) =>
        path.EndsWith(".g.cs", StringComparison.Ordinal)
        || path.Split('/').Any(part => part is "bin" or "obj" or "artifacts" or "TestResults");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ExPool.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"No folder from '{AppContext.BaseDirectory}' upward holds ExPool.slnx; these tests run from a checkout.");
    }
}

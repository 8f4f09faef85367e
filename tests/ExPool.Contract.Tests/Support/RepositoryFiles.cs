using System;
using System.IO;
using Xunit;

namespace ExPool.Contract.Tests.Support;

/// <summary>Finds files beside the tests: in the repository, and in the shared data next to it.</summary>
internal static class RepositoryFiles
{
    /// <summary>
    /// The folder that holds ExPool.slnx; null when the tests run without their repository.
    /// </summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>
    /// A folder of the shared data next to the repository; the test is skipped where there is none.
    /// </summary>
    public static string SharedFolder(string name)
    {
        string? folder = Root is null
            ? null
            : Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", name));
        Assert.SkipUnless(
            folder is not null && Directory.Exists(folder), $"The folder ../shared/data/{name} is not here.");
        return folder!;
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ExPool.slnx")))
            {
                return at.FullName;
            }
        }

        return null;
    }
}

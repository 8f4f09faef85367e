using System;
using System.IO;

namespace ExPool.Tests.Support;

/// <summary>Finds the files of the repository that the tests were built from.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds ExPool.slnx.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "ExPool.slnx")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside of their repository.");
    }
}

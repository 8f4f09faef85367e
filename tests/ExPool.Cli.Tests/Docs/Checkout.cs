using System;
using System.IO;

namespace ExPool.Cli.Tests.Docs;

/// <summary>The files of the checkout that these tests were built in.</summary>
internal static class Checkout
{
    private static readonly string s_root = FindRoot();

    /// <summary>With EXPOOL_WRITE=1 files are written instead of compared.</summary>
    public static bool IsWriting => Environment.GetEnvironmentVariable("EXPOOL_WRITE") == "1";

    public static string PathOf(string name) => Path.Combine(s_root, name);

    public static string Read(string name) => File.ReadAllText(PathOf(name)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ExPool.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("These tests run from a checkout.");
    }
}

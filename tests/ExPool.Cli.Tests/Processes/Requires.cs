using System;
using System.IO;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>What a test needs of the machine; without it, it is skipped and says why.</summary>
internal static class Requires
{
    public static void Linux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("needs Linux: /proc, memory files, signals");
        }
    }

    /// <summary>The path of a program.</summary>
    public static string Program(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip($"needs the program {name}");
        return "";
    }

    public static void Root()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Skip("needs root, to become another user");
        }
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using Xunit;

namespace ExPool.Cli.Tests;

/// <summary>Compares text with a file of Expected/, character for character.</summary>
internal static class Expectation
{
    public static void Equal(string fileName, IEnumerable<string> lines) =>
        Equal(fileName, string.Join('\n', lines) + "\n");

    public static void Equal(string fileName, string actual)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Expected", fileName);
        string expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        // With EXPOOL_ACCEPT the drawn text lies beside the expected one, to be looked at and moved by hand.
        if (Environment.GetEnvironmentVariable("EXPOOL_ACCEPT") == "1")
        {
            File.WriteAllText(path + ".actual", actual);
        }

        Assert.Equal(expected, actual.ReplaceLineEndings("\n"));
    }
}

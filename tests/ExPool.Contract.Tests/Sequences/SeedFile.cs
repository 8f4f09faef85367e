using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExPool.Contract.Tests.Support;

namespace ExPool.Contract.Tests.Sequences;

/// <summary>Reads tests/data/seeds.txt: seeds that once failed.</summary>
internal static class SeedFile
{
    /// <summary>The seeds of one test, in the order of the file.</summary>
    public static IEnumerable<ulong> SeedsOf(string test)
    {
        if (RepositoryFiles.Root is not string root)
        {
            yield break;
        }

        foreach (string line in File.ReadLines(Path.Combine(root, "tests", "data", "seeds.txt")))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.FirstOrDefault() == test)
            {
                yield return ulong.Parse(words[1]);
            }
        }
    }
}

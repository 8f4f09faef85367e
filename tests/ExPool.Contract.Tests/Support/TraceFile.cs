using System;
using System.Collections.Generic;
using System.IO;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// An allocation trace of a real program: <c>Alloc(n),</c> or <c>Free(k),</c> a line, k counting the Allocs
/// from 0.
/// </summary>
internal sealed class TraceFile
{
    private TraceFile(string name, IReadOnlyList<(bool IsFree, int Number)> steps) =>
        (Name, Steps) = (name, steps);

    public string Name { get; }

    /// <summary>Each step: bytes to allocate, or the number of the Alloc to free.</summary>
    public IReadOnlyList<(bool IsFree, int Number)> Steps { get; }

    public static TraceFile Read(string path)
    {
        List<(bool IsFree, int Number)> steps = [];
        foreach (string line in File.ReadLines(path))
        {
            string step = line.TrimEnd(',');
            if (step.Length == 0)
            {
                continue;
            }

            bool isFree = step.StartsWith("Free(", StringComparison.Ordinal);
            int open = step.IndexOf('(', StringComparison.Ordinal);
            if (!isFree && !step.StartsWith("Alloc(", StringComparison.Ordinal))
            {
                throw new FormatException($"{path}: '{line}' is neither Alloc(n) nor Free(k).");
            }

            steps.Add((isFree, int.Parse(step[(open + 1)..^1])));
        }

        return new TraceFile(Path.GetFileNameWithoutExtension(path), steps);
    }
}

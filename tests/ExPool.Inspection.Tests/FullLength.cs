using System;

namespace ExPool.Inspection.Tests;

/// <summary>Checks have two lengths: one for every change, and the full one, which EXPOOL_FULL=1 asks for.</summary>
internal static class FullLength
{
    /// <summary>The count for the length that is asked for.</summary>
    /// <param name="usual">For every change.</param>
    /// <param name="full">For the full length.</param>
    public static int Choose(int usual, int full) =>
        Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1" ? full : usual;
}

using System.Collections.Generic;
using Xunit;

namespace ExPool.Repository.Tests;

/// <summary>Fails a test with every place that breaks a rule, not with the first few.</summary>
internal static class Findings
{
    /// <summary>Passes when there is none.</summary>
    public static void AreNone(IEnumerable<string> findings)
    {
        List<string> all = [.. findings];
        if (all.Count > 0)
        {
            Assert.Fail($"{all.Count} found:\n" + string.Join('\n', all));
        }
    }
}

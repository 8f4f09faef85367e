using System;
using System.Collections.Generic;
using ExPool.Mm;
using Xunit;

namespace ExPool.Tests.Mm;

/// <summary>The formats that there are, for tests that hold for all of them.</summary>
internal static class PteFormats
{
    public static IEnumerable<PteFormat> All()
    {
        foreach (PagingMode mode in Enum.GetValues<PagingMode>())
        {
            foreach (PteFormat format in Between(mode, 0, PteGeneration.Windows10Version1809))
            {
                yield return format;
            }
        }
    }

    public static IEnumerable<PteFormat> Between(PagingMode mode, PteGeneration first, PteGeneration last)
    {
        for (PteGeneration generation = first; generation <= last; generation++)
        {
            if (PteFormat.Exists(mode, generation))
            {
                yield return PteFormat.Of(mode, generation);
            }
        }
    }

    public static void SameBits(ulong expected, ulong actual, PteFormat format)
    {
        if (expected != actual)
        {
            Assert.Fail($"{format.Mode} {format.Generation}: expected {expected:X}, not {actual:X}");
        }
    }

    public static void Equal<T>(T expected, T actual, PteFormat format, ulong entry)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Assert.Fail($"{format.Mode} {format.Generation}, entry {entry:X}: expected {expected}, not {actual}");
        }
    }
}

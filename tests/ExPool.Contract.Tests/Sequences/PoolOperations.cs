using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace ExPool.Contract.Tests.Sequences;

/// <summary>Makes random sequences, and shorter ones of a sequence that failed.</summary>
internal static class PoolOperations
{
    public const int TagCount = 8;

    public static Arbitrary<PoolOperation[]> Sequences(int length) =>
        Arb.From<PoolOperation[]>(Gen.ArrayOf(Operation(), length), Shorter);

    private static Gen<PoolOperation> Operation() =>
        from isFree in Gen.Frequency((5, Gen.Constant(false)), (4, Gen.Constant(true)))
        from byteCount in ByteCount()
        from kind in Gen.Elements(PoolKind.NonPaged, PoolKind.Paged)
        from tagNumber in Gen.Choose(0, TagCount - 1)
        from pick in Gen.Choose(0, 1_000_000)
        from option in Gen.Elements(false, true)
        select new PoolOperation(isFree, byteCount, kind, tagNumber, pick, option);

    /// <summary>Mostly small, some near a page's size, some of many pages.</summary>
    private static Gen<int> ByteCount() => Gen.Frequency(
        (60, Gen.Choose(0, 256)),
        (20, Gen.Choose(257, 3900)),
        (8, Gen.Choose(3901, 4200)),
        (10, Gen.Choose(4097, 40_000)),
        (2, Gen.Choose(40_001, 300_000)));

    /// <summary>The sequence without one of its parts: halves first, single steps last.</summary>
    private static IEnumerable<PoolOperation[]> Shorter(PoolOperation[] sequence)
    {
        for (int part = Math.Max(1, sequence.Length / 2); part >= 1; part /= 2)
        {
            for (int start = 0; start + part <= sequence.Length; start += part)
            {
                yield return [.. sequence.Take(start), .. sequence.Skip(start + part)];
            }
        }
    }
}

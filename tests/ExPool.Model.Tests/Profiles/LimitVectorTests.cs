using System;
using System.Collections.Generic;
using ExPool.Model.Profiles;
using Xunit;

namespace ExPool.Model.Tests.Profiles;

/// <summary>Every number that a public source prints comes out again.</summary>
public sealed class LimitVectorTests
{
    private const ulong LeastVectorCount = 500;

    public static IEnumerable<TheoryDataRow<string>> Vectors()
    {
        foreach (string line in LimitVector.Lines())
        {
            yield return new(line);
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_published_number_is_reproduced(string line)
    {
        LimitVector vector = LimitVector.Parse(line);
        WindowsProfile profile = WindowsProfile.Find(vector.Os, vector.Arch);
        LimitValue value = vector.Of(MachineLimits.Compute(profile, vector.Ram, vector.Switches));
        switch (vector.How)
        {
            case "exact":
                Assert.Equal(vector.Expected, value.ByteCount);
                Assert.False(value.IsReading);
                break;
            case "over":
                Assert.InRange(value.ByteCount!.Value / (double)vector.Expected!.Value, 1.0, 1.03);
                break;
            case "printed":
                Assert.Equal(vector.Printed, vector.Print(value.ByteCount!.Value));
                Assert.False(value.IsReading);
                break;
            case "reading":
                Assert.Equal(vector.Expected, value.ByteCount);
                Assert.True(value.IsReading);
                break;
            case "max":
                Assert.Equal(vector.Expected, value.CeilingByteCount);
                break;
            case "about":
                Assert.InRange(value.ByteCount!.Value / (double)vector.Expected!.Value, 0.97, 1.03);
                break;
            default:
                throw new FormatException($"'{vector.How}' is not a way to compare");
        }
    }

    [Fact]
    public void The_file_has_all_its_lines() =>
        Assert.True((ulong)new List<string>(LimitVector.Lines()).Count >= LeastVectorCount);
}

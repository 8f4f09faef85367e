using System.Reflection;
using Xunit;

namespace ExPool.Repository.Tests.PublicApi;

/// <summary>What callers can use changes only together with a reviewed line in a file.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_of_the_core_is_the_recorded_one() => Check(typeof(PoolTag).Assembly);

    [Fact]
    public void The_description_shows_kinds_members_and_null()
    {
        string text = PublicApiText.Describe(typeof(PoolTag).Assembly);

        Assert.Contains("readonly record struct ExPool.PoolTag : System.IComparable<ExPool.PoolTag>", text);
        Assert.Contains("  static bool TryParse(string? text, out ExPool.PoolTag tag)\n", text);
        Assert.Contains("  const uint ValueMask = 2147483647\n", text);
        Assert.Contains("[Flags] enum ExPool.PoolFlags : ulong\n", text);
        Assert.Contains("  Paged = 0x100\n", text);
    }

    private static void Check(Assembly assembly)
    {
        string path = $"tests/ExPool.Repository.Tests/PublicApi/{assembly.GetName().Name}.txt";
        if (SourceTree.CompareOrWrite(path, PublicApiText.Describe(assembly)) is string problem)
        {
            Assert.Fail(problem);
        }
    }
}

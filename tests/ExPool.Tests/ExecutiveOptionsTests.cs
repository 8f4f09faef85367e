using System;
using Xunit;

namespace ExPool.Tests;

public sealed class ExecutiveOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => ExecutiveOptions.Default.Validate();

    [Fact]
    public void Values_outside_of_their_range_are_refused_by_name()
    {
        AssertRefused(new ExecutiveOptions { PagedPools = 0 }, nameof(ExecutiveOptions.PagedPools));
        AssertRefused(new ExecutiveOptions { PagedPools = 64 }, nameof(ExecutiveOptions.PagedPools));
        AssertRefused(
            new ExecutiveOptions { MaximumTagCount = 63 }, nameof(ExecutiveOptions.MaximumTagCount));
        AssertRefused(
            new ExecutiveOptions { MaximumTagCount = (1 << 20) + 1 },
            nameof(ExecutiveOptions.MaximumTagCount));
        AssertRefused(
            new ExecutiveOptions { NonPagedMaximumByteCount = 4096 },
            nameof(ExecutiveOptions.NonPagedMaximumByteCount));
        AssertRefused(
            new ExecutiveOptions { PagedMaximumByteCount = 1UL << 60 },
            nameof(ExecutiveOptions.PagedMaximumByteCount));
        AssertRefused(
            new ExecutiveOptions { PagedInitialByteCount = 2 << 20, PagedMaximumByteCount = 1 << 20 },
            nameof(ExecutiveOptions.PagedMaximumByteCount));
        AssertRefused(
            new ExecutiveOptions { GrowthByteCount = 1UL << 60 }, nameof(ExecutiveOptions.GrowthByteCount));
    }

    private static void AssertRefused(ExecutiveOptions options, string name) =>
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
}

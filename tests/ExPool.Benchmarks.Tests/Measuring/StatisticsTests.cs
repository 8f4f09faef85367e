using System;
using System.Linq;
using ExPool.Benchmarks.Measuring;
using Xunit;

namespace ExPool.Benchmarks.Tests.Measuring;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3.0)]
    [InlineData(new[] { 9.0, 1, 5 }, 5.0)]
    [InlineData(new[] { 4.0, 1, 3, 2 }, 2.5)]
    public void The_median_is_the_middle(double[] values, double expected) =>
        Assert.Equal(expected, Statistics.Median(values));

    [Fact]
    public void There_is_no_median_of_nothing() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.Median([]));

    // The ranks of the published tables of the sign test's interval.
    [Theory]
    [InlineData(6, 1, 6)]
    [InlineData(8, 1, 8)]
    [InlineData(9, 2, 8)]
    [InlineData(15, 4, 12)]
    [InlineData(20, 6, 15)]
    [InlineData(25, 8, 18)]
    public void The_interval_lies_between_the_ranks_of_the_sign_test(int count, int low, int high)
    {
        double[] values = [.. Enumerable.Range(1, count).Reverse().Select(value => (double)value)];

        Assert.Equal(new Interval(low, high), Statistics.MedianInterval(values));
    }

    [Fact]
    public void Five_values_give_no_interval() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.MedianInterval([1, 2, 3, 4, 5]));

    [Fact]
    public void The_interval_holds_the_median_of_19_runs_in_20()
    {
        const int Runs = 2000;
        Random random = new(4711);
        int held = 0;
        for (int run = 0; run < Runs; run++)
        {
            double[] values = [.. Enumerable.Range(0, 15).Select(_ => random.NextDouble())];
            Interval interval = Statistics.MedianInterval(values);
            held += interval.Low <= 0.5 && interval.High >= 0.5 ? 1 : 0;
        }

        Assert.InRange(held, Runs * 94 / 100, Runs);
    }
}

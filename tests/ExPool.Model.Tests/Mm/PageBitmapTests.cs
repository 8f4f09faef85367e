using System;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Mm;

/// <summary>A bitmap of pages does what an array of truths would.</summary>
public sealed class PageBitmapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void A_bitmap_agrees_with_an_array_of_truths(int length)
    {
        PageBitmap bitmap = new((ulong)length);
        bool[] model = new bool[length];
        Random random = new(length);
        for (int round = 0; round < 2000; round++)
        {
            int count = random.Next(1, Math.Min(length, 90) + 1);
            int first = random.Next(length - count + 1);
            if (random.Next(2) == 0)
            {
                bool isFound = bitmap.TryFindClear((ulong)count, out ulong found);
                Assert.Equal(HasRun(model, count), isFound);
                if (!isFound)
                {
                    continue;
                }

                first = (int)found;
                Assert.DoesNotContain(true, model[first..(first + count)]);
                bitmap.Set(found, (ulong)count);
                Array.Fill(model, true, first, count);
            }
            else
            {
                bitmap.Clear((ulong)first, (ulong)count);
                Array.Fill(model, false, first, count);
            }

            Assert.Equal((ulong)Array.FindAll(model, isSet => isSet).Length, bitmap.CountSet());
            Assert.Equal((ulong)LongestRun(model), bitmap.LongestClear());
            int page = random.Next(length);
            Assert.Equal(model[page], bitmap[(ulong)page]);
        }
    }

    [Theory]
    [InlineData(10, 100)]
    [InlineData(64, 65)]
    [InlineData(64, 128)]
    [InlineData(100, 128)]
    [InlineData(0, 10)]
    public void A_bitmap_that_grows_keeps_its_bits_and_the_added_ones_are_clear(int length, int longer)
    {
        PageBitmap bitmap = new((ulong)length);
        for (ulong page = 0; page < (ulong)length; page += 3)
        {
            bitmap.Set(page, 1);
        }

        PageBitmap grown = bitmap.WithLength((ulong)longer);
        for (ulong page = 0; page < (ulong)longer; page++)
        {
            Assert.Equal(page < (ulong)length && page % 3 == 0, grown[page]);
        }

        Assert.Equal(bitmap.CountSet(), grown.CountSet());
        ulong added = (ulong)(longer - length);
        Assert.True(grown.TryFindClear(added, out ulong first) && first + added <= (ulong)longer);
    }

    [Fact]
    public void The_search_goes_on_behind_the_last_find_and_comes_back_to_what_was_freed()
    {
        PageBitmap bitmap = new(100);
        Assert.True(bitmap.TryFindClear(10, out ulong first));
        bitmap.Set(first, 10);
        Assert.True(bitmap.TryFindClear(10, out ulong second));
        bitmap.Set(second, 10);
        Assert.Equal((0UL, 10UL), (first, second));
        bitmap.Clear(0, 10);
        Assert.True(bitmap.TryFindClear(10, out ulong again));
        Assert.Equal(0UL, again);
    }

    private static bool HasRun(bool[] model, int count) => LongestRun(model) >= count;

    private static int LongestRun(bool[] model)
    {
        int longest = 0;
        int length = 0;
        foreach (bool isSet in model)
        {
            length = isSet ? 0 : length + 1;
            longest = Math.Max(longest, length);
        }

        return longest;
    }
}

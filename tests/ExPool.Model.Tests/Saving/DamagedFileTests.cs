using System;
using ExPool.Mm;
using ExPool.Model.Saving;
using Xunit;

namespace ExPool.Model.Tests.Saving;

/// <summary>Whatever happened to a file, loading it is one line that says where; never a crash, never half a
/// machine.</summary>
public sealed class DamagedFileTests
{
    private static readonly byte[] s_whole = SavedComputers.SaveSmall(PagingMode.Amd64);

    private static int Rounds => Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1" ? 10_000 : 200;

    [Fact]
    public void Every_byte_of_the_head_and_of_the_first_block_s_head_counts()
    {
        for (int index = 0; index < SavedFormat.HeadByteCount + SavedFormat.BlockHeadByteCount; index++)
        {
            foreach (byte change in (ReadOnlySpan<byte>)[0x01, 0x80, 0xFF])
            {
                AssertRefused(With(index, change));
            }
        }
    }

    [Fact]
    public void A_bit_that_changed_anywhere_is_noticed()
    {
        Random random = new(1);
        for (int round = 0; round < Rounds; round++)
        {
            AssertRefused(With(random.Next(s_whole.Length), (byte)(1 << random.Next(8))));
        }
    }

    [Fact]
    public void A_file_that_ends_early_is_noticed()
    {
        Random random = new(2);
        for (int round = 0; round < Rounds; round++)
        {
            int length = round switch
            {
                < 100 => round,
                < 200 => s_whole.Length - (round - 99),
                _ => random.Next(s_whole.Length),
            };
            AssertRefused(s_whole[..length]);
        }
    }

    [Fact]
    public void Blocks_of_another_machine_are_noticed()
    {
        using Computer other = SavedComputers.BootBusy(PagingMode.Amd64, seed: 5);
        byte[] mixed = SavedComputers.Save(other);
        int start = SavedFormat.HeadByteCount;
        int first = start + SavedFormat.BlockHeadByteCount + BitConverter.ToInt32(mixed, start + sizeof(int));
        int second = start + SavedFormat.BlockHeadByteCount + BitConverter.ToInt32(s_whole, start + sizeof(int));
        AssertRefused([.. mixed.AsSpan(0, first), .. s_whole.AsSpan(second)]);
    }

    [Fact]
    public void Content_that_was_changed_by_somebody_who_can_count_checksums_is_no_crash()
    {
        byte[] content = SavedContent.Unpack(s_whole);
        Random random = new(3);
        int refused = 0;
        for (int round = 0; round < Rounds / 2; round++)
        {
            // Most of the content is pages of blocks, where anything may stand: half of the changes go to the front.
            byte[] changed = (byte[])content.Clone();
            int length = round % 2 == 0 ? 4096 : changed.Length;
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                changed[random.Next(length)] = (byte)random.Next(256);
            }

            refused += IsRefused(SavedContent.Pack(changed)) ? 1 : 0;
        }

        Assert.InRange(refused, 1, (Rounds / 2) - 1);
    }

    [Fact]
    public void Content_that_ends_early_or_goes_on_is_noticed()
    {
        byte[] content = SavedContent.Unpack(s_whole);
        AssertRefused(SavedContent.Pack([.. content, 0]));
        AssertRefused(SavedContent.Pack(content[..^1]));
        AssertRefused(SavedContent.Pack([]));
        Random random = new(4);
        for (int round = 0; round < Rounds / 10; round++)
        {
            AssertRefused(SavedContent.Pack(content[..random.Next(content.Length)]));
        }

        using Computer whole = SavedComputers.Load(SavedContent.Pack(content));
        Assert.Equal(s_whole, SavedComputers.Save(whole));
    }

    private static byte[] With(int index, byte change)
    {
        byte[] bytes = (byte[])s_whole.Clone();
        bytes[index] ^= change;
        return bytes;
    }

    private static void AssertRefused(byte[] bytes) => Assert.True(IsRefused(bytes), "A damaged file was loaded.");

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            SavedComputers.Load(bytes).Dispose();
            return false;
        }
        catch (ComputerException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            Assert.Contains("expected", exception.Message, StringComparison.Ordinal);
            return true;
        }
    }
}

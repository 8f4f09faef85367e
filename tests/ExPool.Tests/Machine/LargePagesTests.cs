using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using ExPool.Machine;
using Xunit;

namespace ExPool.Tests.Machine;

/// <summary>What the pools ask the system for behind nonpaged pool, as the system says it.</summary>
public sealed class LargePagesTests
{
    private const string Wanted = "hg";
    private const string Refused = "nh";
    private const nuint Megabyte = 1 << 20;
    private static readonly PoolTag s_tag = "Lrge";

    [Fact]
    public void A_large_nonpaged_pool_asks_for_large_pages_and_a_small_one_does_not()
    {
        using Executive<HostMachine> pools = Boot("large-grow", isWanted: true);
        List<nuint> blocks = Fill(pools, 7 * Megabyte);
        Assert.All(blocks, block => Assert.Contains(Refused, FlagsAt(block)));
        blocks = Fill(pools, 16 * Megabyte);
        Assert.Contains(Wanted, FlagsAt(blocks[^1]));
    }

    [Fact]
    public void What_was_given_back_is_not_filled_again_and_what_comes_later_is_large_again()
    {
        using Executive<HostMachine> pools = Boot("large-return", isWanted: true);
        List<nuint> blocks = Fill(pools, 32 * Megabyte);
        for (int index = 1; index < blocks.Count; index += 2)
        {
            pools.Free(blocks[index], s_tag);
        }

        Assert.True(pools.Trim() > 16 * Megabyte);
        Assert.All(blocks[..^10], block => Assert.Contains(Refused, FlagsAt(block)));

        // Filled again, and a little more: not asked for; an eighth more: asked for.
        Assert.DoesNotContain(Wanted, FlagsAt(Fill(pools, 28 * Megabyte)[^1]));
        Assert.Contains(Wanted, FlagsAt(Fill(pools, 32 * Megabyte)[^1]));
        Assert.Contains(Refused, FlagsAt(blocks[0]));
    }

    [Fact]
    public void The_large_page_that_a_pool_grew_by_last_is_kept_whole()
    {
        using Executive<HostMachine> pools = Boot("large-last", isWanted: true);
        nuint last = Fill(pools, 16 * Megabyte)[^1];
        _ = pools.Trim();
        Assert.Contains(Wanted, FlagsAt(last));
    }

    [Theory]
    [InlineData(0x28_1000)]
    [InlineData(0x1F_F000)]
    [InlineData(0x20_1000)]
    public void A_pool_grows_to_the_end_of_a_large_page_whatever_is_asked_for(int byteCount)
    {
        using Executive<HostMachine> pools = Boot("large-end", isWanted: true);
        _ = Fill(pools, 9 * Megabyte);
        for (int count = 0; count < 5; count++)
        {
            _ = pools.Allocate(PoolFlags.NonPaged | PoolFlags.RaiseOnFailure, (nuint)byteCount, s_tag);
            Assert.Equal(0ul, pools.Capture().NonPaged.CommittedBytes % LinuxLargePages.ByteCount);
        }
    }

    [Fact]
    public void Who_wants_none_gets_none()
    {
        using Executive<HostMachine> pools = Boot("large-off", isWanted: false);
        List<nuint> blocks = Fill(pools, 32 * Megabyte);
        Assert.All(blocks, block => Assert.Contains(Refused, FlagsAt(block)));
    }

    [Fact]
    public void Nonpaged_pool_starts_at_a_large_page()
    {
        using Executive<HostMachine> pools = Boot("large-start", isWanted: true);
        nuint block = pools.Allocate(PoolFlags.NonPaged, 4096, s_tag);
        Assert.Equal((nuint)0, block % LinuxLargePages.ByteCount);
    }

    private static Executive<HostMachine> Boot(string name, bool isWanted)
    {
        Assert.SkipUnless(
            Directory.Exists("/sys/kernel/mm/transparent_hugepage"), "This system has no transparent huge pages.");
        HostMachineOptions options = new() { Name = name, LargePages = isWanted };
        return Executive<HostMachine>.Boot(HostMachine.Create(options));
    }

    // Blocks of 16 pages and 64: from lists and from runs.
    private static List<nuint> Fill(Executive<HostMachine> pools, nuint byteCount)
    {
        List<nuint> blocks = [];
        for (nuint filled = 0; filled < byteCount;)
        {
            nuint size = blocks.Count % 2 == 0 ? 0x1_0000u : 0x4_0000u;
            blocks.Add(pools.Allocate(PoolFlags.NonPaged | PoolFlags.RaiseOnFailure, size, s_tag));
            filled += size;
        }

        return blocks;
    }

    /// <summary>The flags of the mapping that an address lies in, as in /proc/self/smaps.</summary>
    private static string[] FlagsAt(nuint address)
    {
        const string Flags = "VmFlags: ";
        bool isThere = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            int dash = line.IndexOf('-', StringComparison.Ordinal);
            if (dash > 0
                && TryParse(line[..dash], out nuint first)
                && TryParse(line[(dash + 1)..].Split(' ')[0], out nuint end))
            {
                isThere = address >= first && address < end;
            }
            else if (isThere && line.StartsWith(Flags, StringComparison.Ordinal))
            {
                return line[Flags.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
        }

        throw new InvalidOperationException($"0x{address:X} is in no mapping");
    }

    private static bool TryParse(string text, out nuint number) =>
        nuint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}

using System;
using System.Collections.Generic;
using ExPool.Model.Profiles;
using Xunit;

namespace ExPool.Model.Tests.Profiles;

/// <summary>Machines that cannot be are refused with one line; no sum wraps.</summary>
public sealed class HostileInputTests
{
    private static readonly ulong[] s_sizes =
        [0, 1, 4095, 4096, (4UL << 20) - 1, (1UL << 48) + 1, 4UL << 50, ulong.MaxValue];

    [Fact]
    public void RAM_out_of_bounds_is_one_line_on_every_version()
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            foreach (ulong ram in s_sizes)
            {
                string line = Refusal(() => MachineLimits.Compute(profile, ram, new()));
                string most = profile.Is64Bit ? "256 TB, which x64" : "64 GB, which x86";
                Assert.Equal(
                    $"RAM of {ram} bytes is out of bounds; expected 4 MB to {most} can address", line);
            }
        }
    }

    [Fact]
    public void RAM_at_its_bounds_is_computed_by_every_rule_set()
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            foreach (string rules in RuleSets.All.Keys)
            {
                foreach (ulong ram in (ulong[])[4UL << 20, profile.Is64Bit ? 1UL << 48 : 1UL << 36])
                {
                    MachineSwitches switches = new() { Rules = rules, PagingFileByteCount = 1UL << 48 };
                    MachineLimits limits = MachineLimits.Compute(profile, ram, switches);
                    Assert.True(limits.NonPagedMaximum.ByteCount > 0);
                    Assert.True(limits.PagedMaximum.ByteCount > 0);
                    Assert.NotEmpty(limits.PagedMaximum.Rule);
                    Assert.NotEmpty(limits.PagedMaximum.Source);
                }
            }
        }
    }

    [Fact]
    public void A_larger_machine_never_has_less_pool()
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            ulong lastNonPaged = 0;
            ulong lastPaged = 0;
            for (ulong ram = 8UL << 20; ram <= 4UL << 30; ram += 8UL << 20)
            {
                MachineLimits limits = MachineLimits.Compute(profile, ram, new());
                Assert.True(limits.NonPagedMaximum.ByteCount >= lastNonPaged, $"{profile} at {ram}");
                bool isReading = limits.PagedMaximum.IsReading;
                Assert.True(isReading || limits.PagedMaximum.ByteCount >= lastPaged, $"{profile} at {ram}");
                lastNonPaged = limits.NonPagedMaximum.ByteCount!.Value;
                lastPaged = limits.PagedMaximum.IsReading ? lastPaged : limits.PagedMaximum.ByteCount!.Value;
            }
        }
    }

    [Theory]
    [InlineData("PagedPoolSize", 0x100000000, "out of range")]
    [InlineData("NonPagedPoolMaximumPercent", 4, "0 or 5 to 80")]
    [InlineData("NonPagedPoolMaximumPercent", 81, "0 or 5 to 80")]
    [InlineData("SystemPages", 6999, "7000 to 50000")]
    [InlineData("PagedPoolQuota", 129, "1 to 128 (MB)")]
    [InlineData("PoolUsageMaximum", 101, "0 to 100")]
    [InlineData("PagedPoolsize2", 1, "expected one of PagedPoolSize")]
    [InlineData("NonPagedPoolSize", 0xF0000000, "bug check 78")]
    public void A_registry_value_that_Windows_would_not_take_is_named(string name, ulong value, string words)
    {
        MachineSwitches switches = new() { Registry = new Dictionary<string, ulong> { [name] = value } };
        string line = Refusal(() => MachineLimits.Compute(WindowsProfile.Find("XP", "x86"), 2UL << 30, switches));
        Assert.Contains(name, line, StringComparison.Ordinal);
        Assert.Contains(words, line, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_2003_ignores_a_nonpaged_size_that_stops_XP()
    {
        Dictionary<string, ulong> registry = new() { ["NonPagedPoolSize"] = 0xF0000000 };
        MachineSwitches switches = new() { Registry = registry };
        MachineLimits limits = MachineLimits.Compute(WindowsProfile.Find("2003", "x86"), 2UL << 30, switches);
        Assert.Equal(65664UL << 10, limits.NonPagedInitial.ByteCount);
        Assert.Contains(limits.Notes, note => note.Contains("ignored", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_that_a_version_does_not_read_is_said_and_changes_nothing()
    {
        MachineSwitches switches = new() { Registry = new Dictionary<string, ulong> { ["PagedPoolSize"] = 1 << 26 } };
        WindowsProfile seven = WindowsProfile.Find("7", "x64");
        MachineLimits limits = MachineLimits.Compute(seven, 2UL << 30, switches);
        Assert.Equal(MachineLimits.Compute(seven, 2UL << 30, new()).PagedMaximum, limits.PagedMaximum);
        Assert.Contains("PagedPoolSize", Assert.Single(limits.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Switches_that_a_version_does_not_have_are_refused()
    {
        WindowsProfile xp = WindowsProfile.Find("XP", "x86");
        WindowsProfile nt4 = WindowsProfile.Find("NT 4", "x86");
        WindowsProfile seven = WindowsProfile.Find("7", "x64");
        const ulong Ram = 1UL << 30;
        Assert.Contains("/USERVA", Refusal(() => MachineLimits.Compute(xp, Ram, new() { UserVaMegabytes = 2900 })));
        Assert.Contains("PAE", Refusal(() => MachineLimits.Compute(nt4, Ram, new() { Pae = true })));
        Assert.Contains("x86", Refusal(() => MachineLimits.Compute(seven, Ram, new() { ThreeGigabytes = true })));
        Assert.Contains("rule set", Refusal(() => MachineLimits.Compute(xp, Ram, new() { Rules = "mine" })));
        Assert.Contains("edition", Refusal(() => MachineLimits.Compute(xp, Ram, new() { Edition = "Gold" })));
        Assert.Contains(
            "hole", Refusal(() => MachineLimits.Compute(xp, Ram, new() { MemoryHoleByteCount = 4UL << 30 })));
        Assert.Contains(
            "paging", Refusal(() => MachineLimits.Compute(xp, Ram, new() { PagingFileByteCount = ulong.MaxValue })));
        Assert.Contains(
            "available", Refusal(() => MachineLimits.Compute(xp, Ram, new() { AvailableByteCount = 2 * Ram })));
        MachineSwitches registry = new() { ControlPanelRegistryByteCount = 1 << 26 };
        Assert.Contains("registry", Refusal(() => MachineLimits.Compute(xp, Ram, registry)));
        WindowsProfile server = WindowsProfile.Find("2003", "x86");
        Assert.Contains("2047", Refusal(() => MachineLimits.Compute(server, Ram, new() { UserVaMegabytes = 2047 })));
        Assert.Contains("-1", Refusal(() => MachineLimits.Compute(server, Ram, new() { UserVaMegabytes = -1 })));
    }

    [Fact]
    public void A_registry_larger_than_4_GB_is_refused()
    {
        MachineSwitches switches = new() { ControlPanelRegistryByteCount = ulong.MaxValue };
        Refusal(() => MachineLimits.Compute(WindowsProfile.Find("2000", "x86"), 1UL << 30, switches));
    }

    private static string Refusal(Action compute)
    {
        string line = Assert.Throws<ProfileException>(compute).Message;
        Assert.DoesNotContain('\n', line);
        return line;
    }
}

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Cm;
using ExPool.Model.Drivers;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Drivers;
using ExPool.Model.Tests.Saving;
using Xunit;

namespace ExPool.Model.Tests.Cm;

/// <summary>The program that loads the registry writes at its rate, bears refusals, and leaves nothing; and boot loads
/// the SYSTEM hive, or says why it cannot.</summary>
public sealed class RegistryLoadTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData(PagingMode.X86, false)]
    [InlineData(PagingMode.Pae, false)]
    [InlineData(PagingMode.Amd64, false)]
    [InlineData(PagingMode.Amd64, true)]
    public void It_writes_at_its_rate_reads_back_and_leaves_nothing(PagingMode mode, bool isHostile)
    {
        string text = isHostile ? "rate=40/s,open=3,data=64B" : "rate=2000/s,open=50,data=300B";
        using DriverRun run = new(mode, [$"RegistryLoad:{text}"], megabytes: 48, pagingFile: 16, isHostile: isHostile);
        run.Run(isHostile ? 1 : 3);
        var load = (RegistryLoad)run.Drivers[0];
        Assert.InRange(load.WrittenCount, isHostile ? 30UL : 5800, isHostile ? 40UL : 6000);
        Assert.Equal((0UL, 0UL), (load.RefusedCount, load.DamagedCount));
        RegistryReport report = run.Computer.ReadRegistry();
        Assert.Equal("LOAD0", Assert.Single(report.Hives).Name);
        Assert.True(report.Hives[0].Bytes > load.WrittenCount * (isHostile ? 64u : 300u));
        Assert.True(report.UsedBytes > report.Hives[0].Bytes);
        Assert.True(report.OpenKeys >= (isHostile ? 3u : 50u));
        run.UnloadAll();
        Assert.Empty(run.Computer.ReadRegistry().Hives);
    }

    [Fact]
    public void At_the_limit_it_is_refused_goes_on_trying_and_writes_again_when_another_has_gone()
    {
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = "Windows 2000",
            Architecture = "x86",
            PhysicalByteCount = 256 * Megabyte,
        });
        var first = (RegistryLoad)DriverCatalog.Create("RegistryLoad:rate=20000/s,data=4KB,values=4,base=yes");
        var second = (RegistryLoad)DriverCatalog.Create("RegistryLoad:rate=3000/s,data=4KB");
        computer.Add(first);
        computer.Add(second);
        Assert.True(computer.Run(TimeSpan.FromSeconds(4)));
        RegistryReport report = computer.ReadRegistry();
        Assert.Equal(NtStatus.RegistryQuotaLimit, first.LastRefusal);
        Assert.Equal(NtStatus.RegistryQuotaLimit, second.LastRefusal);
        Assert.True(report.IsInPagedPool);
        Assert.InRange(report.UsedBytes, report.AllowedBytes!.Value - 65_536, report.AllowedBytes.Value);
        Assert.Equal(report.PagedPoolBytes / 4, report.AllowedBytes);
        Assert.Equal(
            BaseHives.All.Select(hive => hive.Name).Append("LOAD0").Append("LOAD1").Order(),
            report.Hives.Select(hive => hive.Name).Order());
        ulong written = second.WrittenCount;
        Assert.True(computer.Unload(first, TimeSpan.FromSeconds(10)));
        Assert.True(computer.Run(TimeSpan.FromSeconds(1)));
        Assert.InRange(second.WrittenCount, written + 2900, written + 3100);
        Assert.True(computer.Unload(second, TimeSpan.FromSeconds(10)));
        Assert.Equal(0UL, computer.ReadRegistry().UsedBytes);
        Assert.Empty(computer.OpenReader().Verify());
    }

    [Theory]
    [InlineData("Windows 2000", 16)]
    [InlineData("Windows Server 2003", 32)]
    public void A_machine_whose_system_hive_is_larger_than_boot_can_load_does_not_boot(string os, ulong megabytes)
    {
        ComputerOptions options = new()
        {
            OperatingSystem = os,
            Architecture = "x86",
            PhysicalByteCount = 256 * Megabyte,
            SystemHiveByteCount = megabytes * Megabyte,
        };
        using Computer computer = Computer.Boot(options);
        HiveReport hive = Assert.Single(computer.ReadRegistry().Hives);
        Assert.Equal("SYSTEM", hive.Name);
        Assert.InRange(hive.Bytes, megabytes * Megabyte, (megabytes * Megabyte) + 8192);
        ComputerException refused = Assert.Throws<ComputerException>(
            () => Computer.Boot(options with { SystemHiveByteCount = (megabytes * Megabyte) + 1 }));
        Assert.Equal(
            $"{os} x86 could not start because the SYSTEM hive has {(megabytes * Megabyte) + 1} bytes; "
            + $"expected at most {megabytes * Megabyte}",
            refused.Message);
    }

    [Fact]
    public void The_size_limit_is_not_enforced_until_the_first_hive_is_loaded_after_boot()
    {
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = "Windows 2000",
            Architecture = "x86",
            PhysicalByteCount = 128 * Megabyte,
            SystemHiveByteCount = 8 * Megabyte,
            Switches = new()
            {
                Registry = new Dictionary<string, ulong> { ["RegistrySizeLimit"] = 4 * Megabyte },
            },
        });
        Assert.True(computer.ReadRegistry().UsedBytes > computer.ReadRegistry().AllowedBytes);
        using RegistryBench bench = new(computer);
        nuint system = bench.OpenRoot(bench.Registry.FirstHive);
        bench.Set(system, "value", new byte[10_000]);
        bench.CreateHive("NTUSER");
        Assert.Equal(NtStatus.RegistryQuotaLimit, bench.Registry.SetValue(system, "another", 3, new byte[10_000]));
        Assert.Equal(NtStatus.RegistryQuotaLimit, bench.Registry.CreateHive("SOFTWARE", out _));
    }

    [Theory]
    [InlineData("Windows 2000", "x86")]
    [InlineData("Windows Server 2003", "x86")]
    [InlineData("Windows 7", "x64")]
    public void A_registry_that_was_saved_and_loaded_goes_on_as_one_that_was_not(string os, string architecture)
    {
        using Computer first = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = os,
            Architecture = architecture,
            PhysicalByteCount = 48 * Megabyte,
            PagingFiles = [new PagingFileOptions(16 * Megabyte, 64 * Megabyte)],
            SystemHiveByteCount = Megabyte,
        });
        first.Add(DriverCatalog.Create("RegistryLoad:rate=5000/s,data=1KB"));
        first.Run(TimeSpan.FromSeconds(1));
        byte[] middle = SavedComputers.Save(first);
        using Computer second = SavedComputers.Load(middle);
        Assert.Equal(middle, SavedComputers.Save(second));
        Assert.Equal(first.ReadRegistry().Hives, second.ReadRegistry().Hives);
        first.Run(TimeSpan.FromSeconds(1));
        second.Run(TimeSpan.FromSeconds(1));
        Assert.Null(first.Stop);
        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
        Assert.True(second.Unload(second.Drivers[0], TimeSpan.FromSeconds(10)));
        Assert.Equal(0UL, ((RegistryLoad)second.Drivers[0]).DamagedCount);
        Assert.Equal("SYSTEM", Assert.Single(second.ReadRegistry().Hives).Name);
    }

    [Fact]
    public void A_forged_registry_is_refused_in_one_line()
    {
        using RegistryBench bench = new(PagingMode.Amd64);
        nuint hive = bench.CreateHive("HIVE");
        MemoryStream right = new();
        bench.Registry.Save(new Ke.StateWriter(right));
        SavedContent.AssertForgeriesAreRefused(
            right.ToArray(),
            [(0, 8), (0, 0), (0, hive + 1), (1, 5000), (1, 0), (3, 2), (5, 16), (5, 0), (6, 1UL << 40),
            (2, ulong.MaxValue)],
            bench.Registry.Load);
    }

    [Fact]
    public void A_registry_that_was_saved_with_too_little_never_has_less_than_nothing()
    {
        using RegistryBench bench = new(PagingMode.Amd64);
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        Forge(bench, place: 6, value: 0);
        BugCheckException stop = Assert.Throws<BugCheckException>(() => bench.Registry.Close(root));
        Assert.Equal(BugCheckCode.RegistryError, stop.Stop.Code);
        Assert.Equal(0UL, bench.Registry.OpenKeyCount);
    }

    [Fact]
    public void A_registry_that_was_saved_with_too_small_a_charge_gives_back_no_more()
    {
        using RegistryBench bench = new(PagingMode.Amd64);
        nuint hive = bench.CreateHive("HIVE");
        Assert.True(bench.Registry.Quota.Used > 100);
        Forge(bench, place: 2, value: 100);
        Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        bench.AssertEmpty();
    }

    private static void Forge(RegistryBench bench, int place, ulong value)
    {
        MemoryStream content = new();
        bench.Registry.Save(new Ke.StateWriter(content));
        BitConverter.TryWriteBytes(content.GetBuffer().AsSpan(place * sizeof(ulong)), value);
        content.Position = 0;
        bench.Registry.Load(new Ke.StateReader(content));
    }
}

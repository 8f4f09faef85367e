using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Cm;

/// <summary>A registry that finds no memory, or may not have more, refuses and is as it was.</summary>
public sealed class RegistryRefusalTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData(PagingMode.X86, "Windows 2000")]
    [InlineData(PagingMode.Pae, "Windows 2000")]
    [InlineData(PagingMode.Amd64, "Windows 7")]
    public void Wherever_pool_ends_nothing_is_left_of_the_request(PagingMode mode, string os)
    {
        using RegistryBench bench = new(mode, os);
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        nuint key = bench.Create(root, "key");
        bench.Set(key, "value", new byte[3000]);
        Stack<nuint> pieces = new();
        List<nuint> all = Exhaust(bench, pieces);
        int refused = 0;

        // One piece more each time: each point at which a request can fail is met on the way to where none does.
        while (true)
        {
            Dictionary<string, ulong> before = bench.InUse();
            (ulong used, ulong pages) = (bench.Registry.Quota.Used, bench.CachePages());
            ulong open = bench.Registry.OpenKeyCount;
            foreach (NtStatus status in (NtStatus[])[TryHive(bench), TryKey(bench, root), TryValues(bench, key)])
            {
                Assert.True(status is NtStatus.Success or NtStatus.InsufficientResources, status.ToString());
                refused += status == NtStatus.InsufficientResources ? 1 : 0;
                Assert.Equal(before, bench.InUse());
                Assert.Equal((used, pages), (bench.Registry.Quota.Used, bench.CachePages()));
                Assert.Equal(open, bench.Registry.OpenKeyCount);
            }

            if (pieces.Count == 0)
            {
                break;
            }

            bench.Computer.Kernel.Free(pieces.Pop(), "Fill");
        }

        Assert.True(refused > 10, $"{refused} requests were refused.");
        Assert.Equal(NtStatus.Success, TryHive(bench));
        Assert.Equal(NtStatus.Success, TryKey(bench, root));
        Assert.Equal(NtStatus.Success, TryValues(bench, key));
        Assert.Equal(new byte[3000], bench.Query(key, "value"));
        all.ForEach(block => bench.Computer.Kernel.Free(block, "Fill"));
        bench.Registry.Close(key);
        bench.Registry.Close(root);
        Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        bench.AssertEmpty();
    }

    [Fact]
    public void Hives_in_views_are_refused_at_the_commit_limit_and_paged_pool_is_untouched()
    {
        using RegistryBench bench = new(PagingMode.Amd64, ram: 24 * Megabyte);
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        byte[] data = new byte[200_000];
        NtStatus status = NtStatus.Success;
        int count = 0;
        while (status == NtStatus.Success)
        {
            status = bench.Registry.SetValue(root, $"v{count++}", 3, data);
        }

        Assert.Equal(NtStatus.CommitmentLimit, status);
        Assert.Equal(NtStatus.NoMoreEntries, bench.Registry.EnumerateValue(root, (uint)count - 1, out _));
        Assert.True(bench.Registry.LengthOf(hive) > 20 * Megabyte);
        Assert.True(bench.Computer.Capture().Paged.BytesInUse < 2 * Megabyte);
        bench.Registry.Close(root);
        Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        bench.AssertEmpty();
    }

    [Fact]
    public void Wherever_commit_ends_nothing_is_left_of_the_request()
    {
        using RegistryBench bench = new(PagingMode.Amd64);
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        nuint key = bench.Create(root, "key");
        bench.Set(key, "value", new byte[3000]);
        CommitCharge commit = bench.Computer.Parts.Memory.Commit;
        commit.Extend = null;
        int refused = 0;
        for (ulong left = 0; left < 24; left++)
        {
            ulong taken = commit.Limit - commit.Used - left;
            Assert.True(commit.TryCharge(taken));
            foreach (Func<NtStatus> request in (Func<NtStatus>[])
                [() => TryHive(bench), () => TryKey(bench, root), () => TryValues(bench, key)])
            {
                (ulong used, ulong pages) = (bench.Registry.Quota.Used, bench.CachePages());
                NtStatus status = request();
                Assert.True(
                    status is NtStatus.Success or NtStatus.InsufficientResources or NtStatus.CommitmentLimit,
                    status.ToString());
                refused += status == NtStatus.Success ? 0 : 1;
                Assert.Equal((used, pages), (bench.Registry.Quota.Used, bench.CachePages()));
            }

            commit.Return(taken);
        }

        Assert.True(refused > 3, $"{refused} requests were refused.");
        bench.Registry.Close(key);
        bench.Registry.Close(root);
        Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        bench.AssertEmpty();
    }

    [Fact]
    public void What_was_typed_into_the_control_panel_is_the_limit_and_makes_paged_pool_larger()
    {
        using Computer computer = Computer.Boot(new ComputerOptions
        {
            OperatingSystem = "Windows NT 4.0",
            Architecture = "x86",
            PhysicalByteCount = 128 * Megabyte,
            Switches = new() { ControlPanelRegistryByteCount = 100 * Megabyte },
        });
        Assert.Equal(100 * Megabyte, computer.ReadRegistry().AllowedBytes);
        Assert.InRange(computer.ReadRegistry().PagedPoolBytes, 125 * Megabyte, 129 * Megabyte);
    }

    [Theory]
    [InlineData("Windows NT 4.0", 0UL, 48UL * 1024 * 1024)]
    [InlineData("Windows NT 4.0", 0xFFFFFFFFUL, 161_061_273UL)]
    [InlineData("Windows NT 4.0", 1UL, 4UL * 1024 * 1024)]
    public void The_size_limit_of_a_paged_pool_of_192_MB_is_as_published(string os, ulong limit, ulong expected)
    {
        using RegistryBench bench = BootReal(os, 1024, ("RegistrySizeLimit", limit));
        Assert.Equal(192 * Megabyte, bench.Computer.Capture().Paged.MaximumBytes);
        Assert.Equal(expected, bench.Registry.Quota.Allowed);
    }

    [Fact]
    public void On_windows_2000_with_370_MB_of_paged_pool_at_most_296_MB_are_the_registrys()
    {
        using RegistryBench bench = BootReal(
            "Windows 2000", 2048, ("PagedPoolSize", 370 * Megabyte), ("RegistrySizeLimit", 0xFFFFFFFF));
        Assert.InRange(bench.Registry.Quota.Allowed!.Value, 296 * Megabyte, 298 * Megabyte);
    }

    [Theory]
    [InlineData("Windows XP")]
    [InlineData("Windows Server 2003")]
    public void Since_windows_xp_there_is_no_size_limit_and_hives_lie_outside_of_paged_pool(string os)
    {
        using RegistryBench bench = BootReal(os, 256);
        Assert.Null(bench.Registry.Quota.Allowed);
        Assert.False(bench.Registry.IsInPool);
        nuint root = bench.OpenRoot(bench.CreateHive("SOFTWARE"));
        ulong before = bench.Computer.Capture().Paged.BytesInUse ?? 0;
        for (int value = 0; value < 8; value++)
        {
            bench.Set(root, $"v{value}", new byte[1 << 20]);
        }

        Assert.InRange(bench.Computer.Capture().Paged.BytesInUse ?? 0, before, before + (128 << 10));
        Assert.InRange(bench.CachePages() - bench.PagesAtBoot, 8UL << 8, 9UL << 8);
        Assert.NotNull(bench.Computer.Parts.Memory.Space.TryGet(SystemVaType.SystemCache));
    }

    [Fact]
    public void At_the_size_limit_keys_and_values_and_hives_are_refused_and_after_a_delete_they_are_not()
    {
        using RegistryBench bench = BootReal("Windows NT 4.0", 1024, ("RegistrySizeLimit", 4 * Megabyte));
        nuint hive = bench.CreateHive("SOFTWARE");
        nuint root = bench.OpenRoot(hive);
        NtStatus status = NtStatus.Success;
        int count = 0;
        while (status == NtStatus.Success)
        {
            status = bench.Registry.SetValue(root, $"v{count++}", 3, new byte[4000]);
        }

        Assert.Equal(NtStatus.RegistryQuotaLimit, status);
        Assert.InRange(bench.Registry.Quota.Used, (4 * Megabyte) - 8192, 4 * Megabyte);
        Assert.True(bench.Registry.Quota.RefusedCount > 0);
        Assert.Equal(NtStatus.RegistryQuotaLimit, bench.Registry.CreateHive("SYSTEM", out _));
        Assert.True(bench.Computer.Capture().Paged.BytesInUse >= bench.Registry.Quota.Used);
        for (int value = count - 2; value >= count - 10; value--)
        {
            Assert.Equal(NtStatus.Success, bench.Registry.DeleteValue(root, $"v{value}"));
        }

        Assert.Equal(NtStatus.Success, bench.Registry.SetValue(root, "again", 3, new byte[4000]));
        bench.Registry.Close(root);
        Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        bench.AssertEmpty();
    }

    private static RegistryBench BootReal(string os, ulong megabytes, params (string Name, ulong Value)[] registry)
    {
        Dictionary<string, ulong> values = [];
        Array.ForEach(registry, entry => values.Add(entry.Name, entry.Value));
        return new RegistryBench(Computer.Boot(new ComputerOptions
        {
            OperatingSystem = os,
            Architecture = "x86",
            PhysicalByteCount = megabytes * Megabyte,
            PagingFiles = [new PagingFileOptions(64 * Megabyte, 64 * Megabyte)],
            Switches = new() { Registry = values },
        }));
    }

    /// <summary>Takes all of paged pool; some of it in pieces that are given back one by one, small ones
    /// first.</summary>
    private static List<nuint> Exhaust(RegistryBench bench, Stack<nuint> pieces)
    {
        const int Pages = 24;
        IKernel kernel = bench.Computer.Kernel;
        List<nuint> all = [];
        Fill(1 << 20);
        Fill(4096);
        for (int index = 0; index < Pages; index++)
        {
            kernel.Free(all[^1], "Fill");
            all.RemoveAt(all.Count - 1);
        }

        foreach (nuint byteCount in (nuint[])[4096, 1900, 900, 400, 200, 100, 50, 20])
        {
            for (int index = 0; index < Pages / 3; index++)
            {
                pieces.Push(kernel.Allocate(PoolFlags.Paged, byteCount, "Fill"));
            }
        }

        foreach (nuint byteCount in (nuint[])[4096, 512, 128, 32, 8])
        {
            Fill(byteCount);
        }

        return all;

        void Fill(nuint byteCount)
        {
            nuint block;
            while ((block = kernel.Allocate(PoolFlags.Paged, byteCount, "Fill")) != 0)
            {
                all.Add(block);
            }
        }
    }

    private static NtStatus TryHive(RegistryBench bench)
    {
        NtStatus status = bench.Registry.CreateHive("SECOND", out nuint hive);
        if (status == NtStatus.Success)
        {
            Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        }

        return status;
    }

    private static NtStatus TryKey(RegistryBench bench, nuint root)
    {
        NtStatus status = bench.Registry.CreateKey(root, "another", out nuint key);
        if (status == NtStatus.Success)
        {
            Assert.Equal(NtStatus.Success, bench.Registry.DeleteKey(key));
            bench.Registry.Close(key);
        }

        Assert.Equal(["key"], bench.Keys(root));
        return status;
    }

    private static NtStatus TryValues(RegistryBench bench, nuint key)
    {
        NtStatus status = bench.Registry.SetValue(key, "second", 3, new byte[10_000]);
        if (status == NtStatus.Success)
        {
            Assert.Equal(NtStatus.Success, bench.Registry.DeleteValue(key, "second"));
        }

        Assert.Equal(NtStatus.NoMoreEntries, bench.Registry.EnumerateValue(key, 1, out _));
        return status;
    }
}

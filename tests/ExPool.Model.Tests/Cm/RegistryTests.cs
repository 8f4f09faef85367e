using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Cm;

/// <summary>Keys and values are what was written, wherever their pages are, and nothing is left of them.</summary>
public sealed class RegistryTests
{
    [Theory]
    [EveryMode]
    public void Keys_and_values_are_what_was_written_after_their_pages_went_out(PagingMode mode)
    {
        using RegistryBench bench = new(mode);
        nuint hive = bench.CreateHive("SOFTWARE");
        nuint root = bench.OpenRoot(hive);
        nuint vendor = bench.Create(root, "Vendor");
        nuint product = bench.Create(vendor, "Продукт");
        foreach (int length in (int[])[0, 1, 4, 5, 100, 5000, 70_000])
        {
            bench.Set(product, $"v{length}", Bytes(length, length));
        }

        bench.Set(product, "", [1, 2, 3, 4, 5]);
        bench.SendOut();
        foreach (int length in (int[])[0, 1, 4, 5, 100, 5000, 70_000])
        {
            Assert.Equal(Bytes(length, length), bench.Query(product, $"V{length}"));
        }

        Assert.Equal([1, 2, 3, 4, 5], bench.Query(product, ""));
        Assert.Equal(["Продукт"], bench.Keys(vendor));
        Assert.Equal(NtStatus.Success, bench.Registry.OpenKey(root, "VENDOR", out nuint again));
        Assert.Equal(3UL, bench.Registry.OpenKeyCount);
        bench.AssertSound();
        Assert.Equal(NtStatus.CannotDelete, bench.Registry.UnloadHive(hive));
        foreach (nuint key in (nuint[])[again, product, vendor, root])
        {
            bench.Registry.Close(key);
        }

        Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        bench.AssertEmpty();
    }

    [Theory]
    [InlineData(PagingMode.X86, "Windows 2000", false, 800)]
    [InlineData(PagingMode.Pae, "Windows 2000", false, 800)]
    [InlineData(PagingMode.X86, "Windows 7", false, 800)]
    [InlineData(PagingMode.Pae, "Windows 7", false, 800)]
    [InlineData(PagingMode.Amd64, "Windows 7", false, 3000)]
    [InlineData(PagingMode.Amd64, "Windows 7", true, 60)]
    [InlineData(PagingMode.X86, "Windows 2000", true, 60)]
    public void Whatever_is_done_it_holds_what_a_dictionary_holds(
        PagingMode mode, string os, bool isHostile, int operations)
    {
        using RegistryBench bench = new(mode, os, isHostile);
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        SortedDictionary<string, Dictionary<string, byte[]>> expected = new(StringComparer.OrdinalIgnoreCase);
        Random random = new(operations);
        for (int operation = 0; operation < operations; operation++)
        {
            Step(bench, root, expected, random);
        }

        if (!isHostile)
        {
            bench.SendOut();
        }

        Assert.Equal(expected.Keys, bench.Keys(root), StringComparer.OrdinalIgnoreCase);
        foreach ((string name, Dictionary<string, byte[]> values) in expected)
        {
            Assert.Equal(NtStatus.Success, bench.Registry.OpenKey(root, name, out nuint key));
            Assert.All(values, value => Assert.Equal(value.Value, bench.Query(key, value.Key)));
            Assert.Equal(NtStatus.NoMoreEntries, bench.Registry.EnumerateValue(key, (uint)values.Count, out _));
            bench.Registry.Close(key);
        }

        bench.Registry.Close(root);
        Assert.Equal(NtStatus.Success, bench.Registry.UnloadHive(hive));
        bench.AssertEmpty();
    }

    [Fact]
    public void A_hive_whose_keys_are_deleted_is_as_large_as_when_it_was_made()
    {
        using RegistryBench bench = new(PagingMode.Amd64);
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        uint empty = bench.Registry.LengthOf(hive);
        Random random = new(1);
        for (int key = 0; key < 2500; key++)
        {
            nuint made = bench.Create(root, $"key {random.Next()}");
            bench.Set(made, "value", Bytes(key, random.Next(2000)));
            bench.Registry.Close(made);
        }

        Assert.True(bench.Registry.LengthOf(hive) > 512 * 4096, "The map has more than one table.");
        foreach (string name in bench.Keys(root).OrderBy(_ => random.Next()))
        {
            Assert.Equal(NtStatus.Success, bench.Registry.OpenKey(root, name, out nuint key));
            Assert.Equal(NtStatus.Success, bench.Registry.DeleteKey(key));
            bench.Registry.Close(key);
        }

        Assert.Equal(empty, bench.Registry.LengthOf(hive));
    }

    [Fact]
    public void A_hive_that_is_written_and_deleted_for_long_stays_within_a_bound()
    {
        using RegistryBench bench = new(PagingMode.Amd64);
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        nuint key = bench.Create(root, "churn");
        Random random = new(2);
        int[] lengths = new int[100];
        for (int round = 0; round < 6000; round++)
        {
            int value = random.Next(lengths.Length);
            lengths[value] = random.Next(3000);
            bench.Set(key, $"v{value}", Bytes(round, lengths[value]));
        }

        // What is written is 150 KB on the average and 300 KB at most.
        Assert.InRange(bench.Registry.LengthOf(hive), 100u << 10, 600u << 10);
    }

    [Fact]
    public void Requests_that_cannot_be_done_are_answered_with_nts_status()
    {
        using RegistryBench bench = new(PagingMode.Amd64);
        nuint hive = bench.CreateHive("HIVE");
        Assert.Equal(NtStatus.ObjectNameCollision, bench.Registry.CreateHive("hive", out _));
        Assert.Equal(NtStatus.ObjectNameInvalid, bench.Registry.CreateHive("", out _));
        nuint root = bench.OpenRoot(hive);
        Assert.Equal(NtStatus.ObjectNameInvalid, bench.Registry.CreateKey(root, "a\\b", out _));
        Assert.Equal(NtStatus.ObjectNameInvalid, bench.Registry.CreateKey(root, new string('a', 256), out _));
        Assert.Equal(NtStatus.ObjectNameNotFound, bench.Registry.OpenKey(root, "a", out _));
        nuint key = bench.Create(root, "a");
        nuint within = bench.Create(key, "b");
        Assert.Equal(NtStatus.CannotDelete, bench.Registry.DeleteKey(root));
        Assert.Equal(NtStatus.CannotDelete, bench.Registry.DeleteKey(key));
        Assert.Equal(NtStatus.Success, bench.Registry.DeleteKey(within));
        Assert.Equal(NtStatus.KeyDeleted, bench.Registry.DeleteKey(within));
        Assert.Equal(NtStatus.KeyDeleted, bench.Registry.SetValue(within, "v", 1, [1]));
        Assert.Equal(NtStatus.KeyDeleted, bench.Registry.EnumerateKey(within, 0, out _));
        Assert.Equal(NtStatus.ObjectNameNotFound, bench.Registry.DeleteValue(key, "v"));
        Assert.Equal(NtStatus.InvalidParameter, bench.Registry.SetValue(key, "v", 3, new byte[(1 << 20) + 1]));
        bench.Set(key, "v", [1, 2, 3, 4, 5, 6]);
        byte[] two = new byte[2];
        Assert.Equal(NtStatus.BufferOverflow, bench.Registry.QueryValue(key, "v", two, out _, out uint length));
        Assert.Equal(6u, length);
        Assert.Equal([1, 2], two);
        Assert.Equal(NtStatus.InvalidParameter, bench.Registry.UnloadHive(root));
    }

    [Fact]
    public void Damaged_cells_stop_the_machine_with_51()
    {
        using RegistryBench bench = new(PagingMode.X86, "Windows 2000");
        nuint hive = bench.CreateHive("HIVE");
        nuint root = bench.OpenRoot(hive);
        nuint key = bench.Create(root, "a");

        // The first bin's header, and the root's cell behind it.
        nuint table = (nuint)bench.Computer.Kernel.Read<uint>(hive + 24);
        nuint bin = (nuint)bench.Computer.Kernel.Read<uint>(table);
        Assert.Equal(0x6E69_6268u, bench.Computer.Kernel.Read<uint>(bin));
        bench.Computer.Kernel.Write(bin + 36, (ushort)0);
        BugCheckException stop =
            Assert.Throws<BugCheckException>(() => bench.Registry.CreateKey(root, "b", out _));
        Assert.Equal(BugCheckCode.RegistryError, stop.Stop.Code);
        Assert.Equal((ulong)hive, stop.Stop.Parameter3);
        Assert.NotEqual((nuint)0, key);
    }

    private static void Step(
        RegistryBench bench, nuint root, SortedDictionary<string, Dictionary<string, byte[]>> expected, Random random)
    {
        string name = $"key{random.Next(60)}";
        if (random.Next(6) == 0)
        {
            bool isThere = expected.Remove(name);
            NtStatus status = bench.Registry.OpenKey(root, name, out nuint gone);
            Assert.Equal(isThere ? NtStatus.Success : NtStatus.ObjectNameNotFound, status);
            if (isThere)
            {
                Assert.Equal(NtStatus.Success, bench.Registry.DeleteKey(gone));
                bench.Registry.Close(gone);
            }

            return;
        }

        nuint key = bench.Create(root, name);
        Dictionary<string, byte[]> values = expected.TryGetValue(name, out Dictionary<string, byte[]>? found)
            ? found
            : expected[name] = [];
        string value = $"v{random.Next(12)}";
        if (random.Next(4) == 0)
        {
            Assert.Equal(
                values.Remove(value) ? NtStatus.Success : NtStatus.ObjectNameNotFound,
                bench.Registry.DeleteValue(key, value));
        }
        else
        {
            values[value] = Bytes(random.Next(), random.Next(10) == 0 ? random.Next(20_000) : random.Next(200));
            bench.Set(key, value, values[value]);
        }

        bench.Registry.Close(key);
    }

    private static byte[] Bytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

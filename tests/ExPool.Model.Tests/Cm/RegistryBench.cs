using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Cm;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Cm;

/// <summary>A machine with a registry and nothing else.</summary>
internal sealed class RegistryBench : IDisposable
{
    private const ulong Megabyte = 1 << 20;

    public RegistryBench(PagingMode mode, string os = "Windows 7", bool isHostile = false, ulong ram = 64 * Megabyte)
        : this(TestComputers.Boot(
            mode,
            ram,
            pagingFile: 32 * Megabyte,
            new ComputerOptions
            {
                OperatingSystem = os,
                Architecture = os is "Windows 2000" or "Windows NT 4.0" ? "x86" : "x64",
                IsPagerHostile = isHostile,
                StopsForGood = false,
            }))
    {
    }

    public RegistryBench(Computer computer)
    {
        Computer = computer;
        TagsAtBoot = InUse();
        PagesAtBoot = CachePages();
    }

    public Computer Computer { get; }

    public Registry Registry => Computer.Services().Registry;

    public Dictionary<string, ulong> TagsAtBoot { get; }

    public ulong PagesAtBoot { get; }

    public nuint CreateHive(string name)
    {
        Assert.Equal(NtStatus.Success, Registry.CreateHive(name, out nuint hive));
        return hive;
    }

    public nuint OpenRoot(nuint hive)
    {
        Assert.Equal(NtStatus.Success, Registry.OpenRoot(hive, out nuint key));
        return key;
    }

    public nuint Create(nuint parent, string name)
    {
        Assert.Equal(NtStatus.Success, Registry.CreateKey(parent, name, out nuint key));
        return key;
    }

    public void Set(nuint key, string name, byte[] data) =>
        Assert.Equal(NtStatus.Success, Registry.SetValue(key, name, 3, data));

    public byte[] Query(nuint key, string name)
    {
        NtStatus status = Registry.QueryValue(key, name, [], out _, out uint length);
        Assert.True(status is NtStatus.Success or NtStatus.BufferOverflow, $"{name}: {status}");
        byte[] data = new byte[length];
        Assert.Equal(NtStatus.Success, Registry.QueryValue(key, name, data, out uint type, out length));
        Assert.Equal(3u, type);
        return data;
    }

    public List<string> Keys(nuint key)
    {
        List<string> names = [];
        for (uint index = 0; Registry.EnumerateKey(key, index, out string name) == NtStatus.Success; index++)
        {
            names.Add(name);
        }

        return names;
    }

    /// <summary>Sends every page out that may go.</summary>
    public void SendOut() => Computer.Parts.Memory.SendOut();

    public Dictionary<string, ulong> InUse() => Computer.BytesByTag();

    public ulong CachePages() => (Computer.Parts.Memory.Space.TryGet(SystemVaType.SystemCache)
        ?? Computer.Parts.Memory.Space[SystemVaType.SystemPtes]).UsedCount;

    /// <summary>Nothing of the registry may be left, and all must be sound.</summary>
    public void AssertEmpty()
    {
        Assert.Equal(0u, Registry.HiveCount);
        Assert.Equal(0UL, Registry.OpenKeyCount);
        Assert.Equal(0UL, Registry.Quota.Used);
        Assert.Equal(TagsAtBoot, InUse());
        Assert.Equal(PagesAtBoot, CachePages());
        AssertSound();
    }

    public void AssertSound()
    {
        Computer.AssertPoolsAreSound();
        MachineChecker.Verify(Computer.Parts, isDeep: true, "the registry");
    }

    public void Dispose() => Computer.Dispose();
}

using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Tests.Support;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>A machine with drivers, for a test.</summary>
internal sealed class DriverRun : IDisposable
{
    private const ulong Megabyte = 1 << 20;

    public DriverRun(
        PagingMode mode, string[] drivers, int megabytes = 64, int processorCount = 1, int pagingFile = 0,
        ulong seed = 1, bool isHostile = false, ulong? pagedMegabytes = null)
        : this(
            TestComputers.Boot(
                mode,
                (ulong)megabytes * Megabyte,
                (ulong)pagingFile * Megabyte,
                new() { ProcessorCount = processorCount, Seed = seed, IsPagerHostile = isHostile },
                pagedMegabytes * Megabyte),
            drivers)
    {
    }

    public DriverRun(Computer computer, string[] drivers)
    {
        Computer = computer;
        Computer.OnLog = (_, text) => Log.Add(text);
        TagsAtBoot = InUse();
        foreach (string text in drivers)
        {
            Drivers.Add((CatalogDriver)DriverCatalog.Create(text));
            Computer.Add(Drivers[^1]);
        }
    }

    public Computer Computer { get; }

    public List<CatalogDriver> Drivers { get; } = [];

    public List<string> Log { get; } = [];

    public Dictionary<string, (ulong NonPaged, ulong Paged)> TagsAtBoot { get; }

    /// <summary>Runs for seconds; the machine must not stop.</summary>
    public void Run(double seconds)
    {
        Computer.Run(TimeSpan.FromSeconds(seconds));
        Assert.Null(Computer.Stop);
    }

    /// <summary>Runs until the machine stops.</summary>
    public BugCheck RunUntilStop(double seconds)
    {
        Computer.Run(TimeSpan.FromSeconds(seconds));
        return Assert.NotNull(Computer.Stop);
    }

    /// <summary>Unloads all drivers; nothing may be left of them, and the pools must be sound.</summary>
    public void UnloadAll()
    {
        Assert.All(Drivers, driver => Assert.True(Computer.Unload(driver, TimeSpan.FromSeconds(30)), driver.Name));
        Assert.Null(Computer.Stop);
        Assert.Empty(Computer.Parts.Dispatcher.Events);
        Assert.Equal(TagsAtBoot, InUse());
        Computer.AssertPoolsAreSound();
    }

    /// <summary>The tags that have blocks.</summary>
    public Dictionary<string, (ulong NonPaged, ulong Paged)> InUse() => Computer.Capture().Tags
        .Where(tag => tag.NonPaged.Outstanding + tag.Paged.Outstanding != 0)
        .ToDictionary(tag => tag.Tag.ToString(), tag => (tag.NonPaged.BytesInUse, tag.Paged.BytesInUse));

    /// <summary>What a tag has ever allocated.</summary>
    public PoolCounters Of(PoolKind kind, string tag) =>
        Computer.Capture().Tags.Where(usage => usage.Tag == tag).Select(usage => usage[kind]).FirstOrDefault();

    public void Dispose() => Computer.Dispose();
}

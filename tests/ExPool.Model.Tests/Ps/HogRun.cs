using System;
using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Profiles;
using ExPool.Model.Reports;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ps;

/// <summary>A small machine with a hog and others, and what it was before them.</summary>
internal sealed class HogRun : IDisposable
{
    private const ulong Megabyte = 1 << 20;

    private readonly Dictionary<string, ulong> _before;
    private readonly long _residentBefore;

    public HogRun(
        PagingMode mode, string hog, string other, string os = "Windows 7", string? architecture = null,
        ulong megabytes = 128, IReadOnlyDictionary<string, ulong>? registry = null)
    {
        ComputerOptions options = new()
        {
            OperatingSystem = os,
            Architecture = architecture ?? (mode == PagingMode.Amd64 ? "x64" : "x86"),
            PhysicalByteCount = megabytes * Megabyte,
            PagingFiles = [new Model.Mm.PagingFileOptions(256 * Megabyte, 256 * Megabyte)],
            Switches = new MachineSwitches { Registry = registry ?? new Dictionary<string, ulong>() },
        };
        ExecutiveOptions pools = TestComputers.Pools(pagedMaximum: 16 * Megabyte);
        Computer = Computer.Boot(options, BareLayout.Of(mode, options.PhysicalByteCount), pools);
        _before = Computer.BytesByTag();
        ((ModelKernel)Computer.Kernel).Trim();
        _residentBefore = Computer.Parts.Memory.Resident.Left;
        Others = [DriverCatalog.Create(other)];
        Computer.Add(Others[0]);
        Assert.True(Computer.Run(TimeSpan.FromMilliseconds(1)));
        Hog = DriverCatalog.Create(hog);
        Computer.Add(Hog);
    }

    public Computer Computer { get; }

    public Driver Hog { get; }

    public IReadOnlyList<Driver> Others { get; }

    public CapacityReading Reading => Computer.ReadCapacity(Hog)!;

    public void RunUntilRefused() => RunUntilRefused(Hog);

    public void RunUntilRefused(Driver hog)
    {
        for (int slices = 0; Computer.ReadCapacity(hog)!.RefusedCount == 0; slices++)
        {
            Assert.True(Computer.Run(TimeSpan.FromMilliseconds(1)), $"It stopped: {Computer.Stop}");
            Assert.True(slices < 20_000, $"{Computer.ReadCapacity(hog)} is not refused.");
        }
    }

    public void Unload(Driver driver) => Assert.True(Computer.Unload(driver, TimeSpan.FromSeconds(30)), driver.Name);

    /// <summary>Nothing is left in the pools, and what stays of RAM is what page tables of the system took.</summary>
    public void AssertAsBefore()
    {
        Assert.Null(Computer.Stop);
        Assert.Equal(_before, Computer.BytesByTag());
        Computer.AssertPoolsAreSound();

        // Pages that the pools keep for later are theirs; page tables of the system stay where they were made.
        ((ModelKernel)Computer.Kernel).Trim();
        long lost = _residentBefore - Computer.Parts.Memory.Resident.Left;
        Assert.InRange(lost, 0, 100);
        Assert.Empty(Computer.Services().Spaces.All);
        Assert.Equal(0UL, Computer.Parts.Memory.SystemPtes.Range.UsedCount);
    }

    public void Dispose() => Computer.Dispose();
}

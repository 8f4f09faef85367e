using System;
using System.IO;
using System.Linq;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;

namespace ExPool.Model.Tests.Saving;

/// <summary>Small machines with much to do, and what they are in a file.</summary>
internal static class SavedComputers
{
    private const ulong Megabyte = 1 << 20;

    /// <summary>Makes the drivers of the catalog and of tests.</summary>
    public static DriverKinds Catalog => DriverCatalog.MakeKinds().Add(nameof(MixedDriver), () => new MixedDriver());

    /// <summary>A machine whose paged pool is larger than its RAM, and grows its paging files.</summary>
    public static Computer BootBusy(PagingMode mode, ulong seed, bool isPagerHostile = false)
    {
        const ulong Ram = 16 * Megabyte;
        ComputerOptions options = new()
        {
            PhysicalByteCount = Ram,
            ProcessorCount = 1 + (int)(seed % 4),
            PagingFiles =
            [
                new PagingFileOptions(4 * Megabyte, 8 * Megabyte), new PagingFileOptions(2 * Megabyte, 48 * Megabyte),
            ],
            Seed = seed,
            Name = $"busy{seed}",
            IsPagerHostile = isPagerHostile,
        };
        ExecutiveOptions pools = TestComputers.Pools(56 * Megabyte) with { NonPagedMaximumByteCount = 4 * Megabyte };
        Computer computer = Computer.Boot(options, LayoutOf(mode, Ram), pools);
        computer.Add(new MixedDriver { BlockCount = isPagerHostile ? 100u : 4000 });
        computer.Add(new MixedDriver { BlockCount = 500 });
        return computer;
    }

    /// <summary>As small as pools of these sizes can be: damaged machines are loaded by the thousand.</summary>
    private static SystemLayout LayoutOf(PagingMode mode, ulong ram)
    {
        SystemLayout layout = BareLayout.Of(mode, ram);
        return mode != PagingMode.Amd64 ? layout : layout with
        {
            Tables = (layout.Tables.Start, 4096 * Megabyte),
            Regions = [.. layout.Regions.Select(region => (region.Type, region.Start, 256 * Megabyte))],
        };
    }

    /// <summary>A machine that did little, in few bytes.</summary>
    public static byte[] SaveSmall(PagingMode mode)
    {
        using Computer computer = BootBusy(mode, seed: 1);
        computer.Run(TimeSpan.FromMilliseconds(300));
        return Save(computer);
    }

    /// <summary>A machine's bytes.</summary>
    public static byte[] Save(Computer computer)
    {
        MemoryStream stream = new();
        computer.Save(stream);
        return stream.ToArray();
    }

    /// <summary>The machine that bytes are.</summary>
    public static Computer Load(byte[] bytes) => Computer.Load(new MemoryStream(bytes), Catalog);

    /// <summary>Lets a machine run until a moment.</summary>
    public static void RunUntil(Computer computer, TimeSpan moment)
    {
        if (moment > computer.Now)
        {
            computer.Run(moment - computer.Now);
        }
    }
}

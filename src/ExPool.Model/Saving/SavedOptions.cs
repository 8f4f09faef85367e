using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Model.Saving;

/// <summary>Writes and reads what a machine is made of.</summary>
/// <remarks>Where paging files lie in the host is not saved: a file must not decide which others are made. Those of a
/// loaded machine lie in the temporary folder.</remarks>
internal static class SavedOptions
{
    private const uint MostProcessors = 64;   // As many as a processor mask has bits.
    private const uint MostPagingFiles = 16;   // NT's, and as many as a page-table entry can name.
    private const uint MostRegistryValues = 256;
    private const ulong MostRam = Profiles.MachineFacts.MostRam;

    // A bit for each page: all paging files together take half a gigabyte of them.
    private const ulong LargestPagingFiles = 16UL << 40;

    private const string Part = "options";

    /// <summary>Writes options.</summary>
    public static void Write(StateWriter writer, ComputerOptions options)
    {
        writer.Begin(Part);
        writer.Write(options.OperatingSystem);
        writer.Write(options.Architecture);
        writer.Write(options.PhysicalByteCount);
        writer.Write(options.ProcessorCount);
        writer.Write(options.Seed);
        writer.Write(options.Name);
        writer.Write(options.IsPagerHostile);
        writer.Write(options.StopsForGood);
        writer.Write(options.PagingFiles.Count);
        foreach (PagingFileOptions file in options.PagingFiles)
        {
            writer.Write(file.MinimumByteCount);
            writer.Write(file.MaximumByteCount);
        }

        Write(writer, options.Switches);
        writer.WriteOptional(options.SystemHiveByteCount);
        writer.Write(options.Pools is not null);
        if (options.Pools is ExecutiveOptions pools)
        {
            Write(writer, pools);
        }
    }

    /// <summary>Reads options.</summary>
    public static ComputerOptions Read(StateReader reader)
    {
        reader.Expect(Part);
        return new ComputerOptions
        {
            OperatingSystem = reader.ReadString(),
            Architecture = reader.ReadString(),
            PhysicalByteCount = reader.ReadUpTo("the bytes of RAM", MostRam),
            ProcessorCount = (int)reader.ReadBetween("the number of processors", 1, MostProcessors),
            Seed = reader.ReadUInt64(),
            Name = reader.ReadString(),
            IsPagerHostile = reader.ReadBoolean(),
            StopsForGood = reader.ReadBoolean(),
            PagingFiles = ReadPagingFiles(reader),
            Switches = ReadSwitches(reader),
            SystemHiveByteCount = reader.ReadOptional(),
            Pools = reader.ReadBoolean() ? ReadPools(reader) : null,
        };
    }

    private static PagingFileOptions[] ReadPagingFiles(StateReader reader)
    {
        PagingFileOptions[] files =
            new PagingFileOptions[reader.ReadUInt32("the number of paging files", MostPagingFiles)];
        ulong left = LargestPagingFiles;
        for (int index = 0; index < files.Length; index++)
        {
            ulong smallest = reader.ReadUpTo("the least bytes of a paging file", left);
            ulong largest = reader.ReadUpTo("the most bytes of a paging file", left);
            left -= Math.Max(smallest, largest);
            files[index] = new PagingFileOptions(smallest, largest);
        }

        return files;
    }

    private static void Write(StateWriter writer, MachineSwitches switches)
    {
        writer.Write(switches.Pae);
        writer.Write(switches.ThreeGigabytes);
        writer.WriteOptional((ulong?)switches.UserVaMegabytes);
        writer.Write(switches.PagingFileByteCount);
        writer.Write(switches.Registry.Count);
        foreach ((string name, ulong value) in switches.Registry.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(switches.Rules);
        writer.Write(switches.Edition is not null);
        writer.Write(switches.Edition ?? string.Empty);
        writer.Write(switches.MemoryHoleByteCount);
        writer.Write(switches.RemapsMemoryHole);
        writer.WriteOptional(switches.AvailableByteCount);
        writer.WriteOptional(switches.ControlPanelRegistryByteCount);
    }

    private static MachineSwitches ReadSwitches(StateReader reader) => new()
    {
        Pae = reader.ReadBoolean(),
        ThreeGigabytes = reader.ReadBoolean(),
        UserVaMegabytes = reader.ReadBoolean() ? reader.ReadInt32("the end of user addresses in MB") : null,
        PagingFileByteCount = reader.ReadUInt64(),
        Registry = ReadRegistry(reader),
        Rules = reader.ReadString(),
        Edition = ReadEdition(reader),
        MemoryHoleByteCount = reader.ReadUInt64(),
        RemapsMemoryHole = reader.ReadBoolean(),
        AvailableByteCount = reader.ReadOptional(),
        ControlPanelRegistryByteCount = reader.ReadOptional(),
    };

    private static Dictionary<string, ulong> ReadRegistry(StateReader reader)
    {
        Dictionary<string, ulong> values = [];
        for (uint left = reader.ReadUInt32("the number of registry values", MostRegistryValues); left > 0; left--)
        {
            string name = reader.ReadString();
            values[name] = reader.ReadUInt64();
        }

        return values;
    }

    private static string? ReadEdition(StateReader reader)
    {
        bool isNamed = reader.ReadBoolean();
        string name = reader.ReadString();
        return isNamed ? name : null;
    }

    private static void Write(StateWriter writer, ExecutiveOptions pools)
    {
        writer.Write(pools.NonPagedInitialByteCount);
        writer.Write(pools.NonPagedMaximumByteCount);
        writer.Write(pools.PagedInitialByteCount);
        writer.Write(pools.PagedMaximumByteCount);
        writer.Write(pools.GrowthByteCount);
        writer.Write(pools.PagedPools);
        writer.Write(pools.LookasideLargestByteCount);
        writer.Write(pools.LookasideHeldByteCount);
        writer.Write(pools.LookasideMaximumDepth);
        writer.Write(pools.MaximumTagCount);
        writer.Write(pools.CaptureCallSites);
    }

    private static ExecutiveOptions ReadPools(StateReader reader) => new()
    {
        NonPagedInitialByteCount = reader.ReadUInt64(),
        NonPagedMaximumByteCount = reader.ReadUInt64(),
        PagedInitialByteCount = reader.ReadUInt64(),
        PagedMaximumByteCount = reader.ReadUInt64(),
        GrowthByteCount = reader.ReadUInt64(),
        PagedPools = reader.ReadInt32("the number of paged pools"),
        LookasideLargestByteCount = reader.ReadInt32("the bytes of the largest listed block"),
        LookasideHeldByteCount = reader.ReadInt32("the bytes that lists hold"),
        LookasideMaximumDepth = reader.ReadInt32("the blocks of a list"),
        MaximumTagCount = reader.ReadInt32("the number of tags"),
        CaptureCallSites = reader.ReadBoolean(),
    };
}

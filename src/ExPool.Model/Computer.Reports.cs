using System;
using System.Collections.Generic;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Model;

// What can be seen from outside; nothing here changes the machine, or lets time pass.
public sealed partial class Computer
{
    /// <summary>Percent of paged pool above which memory is trimmed: NT's PoolUsageMaximum, which is 80 unless the
    /// registry says something else.</summary>
    public int PoolUsageMaximum
    {
        get
        {
            const int Default = 80;
            foreach ((string name, ulong value) in Options.Switches.Registry)
            {
                if (name.Equals("PoolUsageMaximum", StringComparison.OrdinalIgnoreCase) && value is > 0 and <= 100)
                {
                    return (int)value;
                }
            }

            return Default;
        }
    }

    /// <summary>What the memory manager has, and what it did.</summary>
    public MemoryReport ReadMemory() => MemoryReporter.Read(_parts);

    /// <summary>What every frame is used for. Looks at each frame that was ever used.</summary>
    public MemoryUseReport ReadMemoryUse() => MemoryReporter.ReadUse(_parts);

    /// <summary>What is known of a frame; <see langword="null"/> where there is no RAM.</summary>
    /// <param name="frame">Its number: a physical address / 4096.</param>
    public FrameReport? ReadFrame(ulong frame) => EntryReporter.ReadFrame(_parts, frame);

    /// <summary>The page-table entries of an address.</summary>
    /// <param name="address">Any address; that of an entry stands for the page that it is the entry of.</param>
    public PteReport ReadEntries(ulong address) => EntryReporter.ReadEntries(_parts, address);

    /// <summary>What the registry may have, and has.</summary>
    public RegistryReport ReadRegistry() => RegistryReporter.Read(
        _parts, _kernel.Services.Registry, _kernel.Capture().Paged.MaximumBytes ?? 0);

    /// <summary>The sessions: what each has of its pool and its views.</summary>
    public SessionsReport ReadSessions() =>
        SessionReporter.Read(_parts, _kernel.Services.Sessions, _kernel.PointerByteCount);

    /// <summary>The regions of the system's address space, by address.</summary>
    public IReadOnlyList<RegionReport> ReadRegions() => MemoryReporter.ReadRegions(_parts);

    /// <summary>The address spaces of the system, of processes and of sessions, by number.</summary>
    public IReadOnlyList<SpaceReport> ReadSpaces() => SpaceReporter.Read(_parts.Memory, _kernel.Services.Spaces);

    /// <summary>A reader over the pools that looks from outside: no page is brought in, and no look stops the
    /// machine.</summary>
    public PoolReader OpenInspector()
    {
        // NT's blocks: headers and units of two words.
        int pointer = _kernel.PointerByteCount;
        return new PoolReader(
            new OutsideView(_parts, pointer),
            PoolLayout.OfBlocks(2 * pointer, 2 * pointer, firstBlockByteOffset: 0, pointer),
            _kernel.DebuggerData);
    }
}

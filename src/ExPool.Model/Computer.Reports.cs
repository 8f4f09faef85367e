using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Hal;
using ExPool.Model.Profiles;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Model;

// What can be seen from outside; nothing here changes the machine, or lets time pass.
public sealed partial class Computer
{
    /// <summary>Percent of paged pool above which memory is trimmed: NT's PoolUsageMaximum, which is 80 unless the
    /// registry says something else.</summary>
    public int PoolUsageMaximum => PagedPoolWatch.PercentOf(_kernel.Services.Context);

    /// <summary>What the Windows release allows on this machine.</summary>
    public MachineLimits ReadLimits() => LimitsOf(Options);

    /// <summary>What the memory manager has, and what it did.</summary>
    public MemoryReport ReadMemory()
    {
        MachineLimits limits = _kernel.Services.Context.Limits;
        return MemoryReporter.Read(_parts) with
        {
            Release = _kernel.Services.Context.Release,
            SessionPoolMaximumBytes = limits.SessionPoolMaximum.ByteCount,
            RegistryQuotaBytes = limits.RegistrySizeLimit.ByteCount,
            Conditions = [.. ReadConditions()],
        };
    }

    /// <summary>The events of \KernelObjects about memory that this release has, as they were at the last look; a look
    /// is once a second.</summary>
    public IReadOnlyList<MemoryCondition> ReadConditions() => _kernel.Services.Conditions.Read();

    /// <summary>The event log.</summary>
    public EventLogReport ReadEvents() => _kernel.Services.Events.Read();

    /// <summary>How far the pools can grow from here, and what ends that.</summary>
    public ReachReport ReadReach() => new ReachReporter(this, _kernel.Capture()).Read();

    /// <summary>What every frame is used for. Looks at each frame that was ever used.</summary>
    public MemoryUseReport ReadMemoryUse() => MemoryReporter.ReadUse(_parts);

    /// <summary>Bytes of paged pool that are in RAM now. Looks at each page of the system's working set, which has
    /// pages of files and of the registry's hives too.</summary>
    public ulong ReadPagedResident() => MemoryReporter.CountPagedPool(_parts) << PhysicalMemory.PageShift;

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

    /// <summary>How far a program came that makes things until it is refused, as ProcessHog;
    /// <see langword="null"/> for one that does something else.</summary>
    /// <param name="driver">One of <see cref="Drivers"/>.</param>
    /// <exception cref="ArgumentException">It was not added to this machine.</exception>
    public CapacityReading? ReadCapacity(Driver driver)
    {
        _ = NumberOf(driver);
        return driver is ICapacityProbe probe
            ? new CapacityReading(probe.HeldCount, probe.RefusedCount, probe.Refusal, probe.Reason)
            : null;
    }

    /// <summary>All types of objects: how many there are, and how many handles to them.</summary>
    public IReadOnlyList<ObjectTypeReport> ReadObjectTypes() =>
        [.. _kernel.Services.Objects.Types.Select(type => new ObjectTypeReport(
            type.Kind.ToString(), type.Form.Tag, type.Form.IsPaged, type.ObjectCount, type.ObjectPeak,
            type.CreatedCount, type.HandleCount, type.HandlePeak))];

    /// <summary>All processes, from the youngest on. Looks at their memory as the kernel does: pages may come
    /// in.</summary>
    public IReadOnlyList<ProcessReport> ReadProcesses() => ProcessReporter.Read(_kernel.Services);

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

    /// <summary>Makes the components of the system, and lets who listens hear them and the drivers.</summary>
    private SystemServices MakeServices()
    {
        _kernel.OnLog = text => OnLog?.Invoke(Now, text);
        _kernel.MaximumBound = MaximumBoundOf;
        SystemServices services = new(new SystemContext(_kernel, _parts.Memory, Options));
        services.Events.OnEntry = entry => OnEvent?.Invoke(entry);
        services.Conditions.OnChange = condition => OnCondition?.Invoke(condition);
        return services;
    }
}

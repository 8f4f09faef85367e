using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Machine;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model;

/// <summary>What a computer is made of, put together but not running.</summary>
internal sealed class ComputerParts : IDisposable
{
    private const string Part = "parts";

    public ComputerParts(ComputerOptions options, SystemLayout layout, IDriverCalls calls)
    {
        Layout = layout;
        Random = new SeededRandom(options.Seed);
        Stop = new KernelStop { IsFinal = options.StopsForGood };
        Ram = new PhysicalMemory(layout.Runs);
        Processors = new ProcessorSet(options.ProcessorCount);
        Disk = new Disk(Clock);
        SystemSpace space = new(layout.Regions
            .Where(region => region.Type != SystemVaType.BootLoaded)
            .Append((SystemVaType.BootLoaded, layout.Tables.Start, layout.Tables.ByteCount))
            .Select(region => new SystemRange(region.Item1, region.Item2, region.Item3))
            .Concat(SharedRanges(layout.Shared)));
        Memory = new MemoryManager(Ram, layout.Format, space, options.PagingFiles, Disk, Processors, Stop);
        Dispatcher = new Dispatcher(Clock, Processors, calls);
        Scheduler = new Scheduler(Clock, Processors, Dispatcher, calls, Random);
        Memory.Tables.SelfMap = layout.SelfMap;
        Memory.Spaces.UserEnd = layout.UserEnd;
        Memory.Wait = Dispatcher.WaitInside;
        Memory.Hold = Clock.AdvanceTo;
        Core = new ModelCore(Memory, Clock, Stop, FactsOf(options), new MachineIdentity(options.Name, 0, 0));
        Core.FollowProcessor();
        Processors.OnSwitch = Core.FollowProcessor;
        if (options.IsPagerHostile)
        {
            Memory.Faults.MayRemember = false;
            Core.Mover = new HostilePager(Memory, new SeededRandom(options.Seed));
        }
    }

    public SystemLayout Layout { get; }

    public SeededRandom Random { get; }

    public KernelStop Stop { get; }

    public PhysicalMemory Ram { get; }

    public ProcessorSet Processors { get; }

    public InterruptClock Clock { get; } = new();

    public Disk Disk { get; }

    public DiskVolume Volume => Memory.Volume;

    public MemoryManager Memory { get; }

    public Dispatcher Dispatcher { get; }

    public Scheduler Scheduler { get; }

    public ModelCore Core { get; }

    /// <summary>Writes what the parts remember, but for what names drivers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Begin(Part);
        Clock.Save(writer);
        Disk.Save(writer);
        writer.Write(Random.State);
        Stop.Save(writer);
        Processors.Save(writer);
        Core.Save(writer);
        Core.Mover?.Save(writer);
        Memory.Save(writer);
    }

    /// <summary>Reads what was written, into parts that did nothing yet.</summary>
    public void Load(StateReader reader)
    {
        reader.Expect(Part);
        Clock.Load(reader);
        Disk.Load(reader);
        Random.State = reader.ReadUInt64();
        Stop.Load(reader);
        Processors.Load(reader);
        Core.Load(reader);
        Core.Mover?.Load(reader);
        Memory.Load(reader);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Memory.Dispose();
        Processors.Dispose();
        Ram.Dispose();
    }

    private static IEnumerable<SystemRange> SharedRanges(SharedSpace? shared)
    {
        if (shared is null)
        {
            yield break;
        }

        SharedUnits units = new(
            shared.Start, shared.ByteCount, shared.UnitByteCount, (shared.HoleStart, shared.HoleByteCount));
        foreach (SystemVaType type in (SystemVaType[])[SystemVaType.NonPagedPool, SystemVaType.PagedPool])
        {
            SystemRange range = new(type, shared.Start, shared.ByteCount, units);
            units.Add(range);
            yield return range;
        }
    }

    private MachineFacts FactsOf(ComputerOptions options) => new(
        (int)PhysicalMemory.PageByteCount,
        (int)PhysicalMemory.PageByteCount,
        options.ProcessorCount,
        (ulong)Ram.FrameCount << PhysicalMemory.PageShift,
        Memory.Commit.Limit << PhysicalMemory.PageShift,
        $"{options.OperatingSystem} {options.Architecture}, {Ram.FrameCount / 256} MB, "
            + $"{options.ProcessorCount} {(options.ProcessorCount == 1 ? "processor" : "processors")}")
    {
        SharedPageCount = (nuint)((Layout.Shared?.ByteCount ?? 0) >> PhysicalMemory.PageShift),
    };
}

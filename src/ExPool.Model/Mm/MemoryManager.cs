using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>The memory manager: puts its parts together and starts them.</summary>
/// <remarks>NT's Mm but for files: pages of the system, of processes and of sessions.</remarks>
internal sealed class MemoryManager : IDisposable
{
    // How many pages working sets give up when a frame is needed at once.
    private const uint ReclaimCount = 64;

    // NT maps its images and the PFN database by large pages above 255 MB of RAM (docs/sources.md#large-pages).
    private const uint LargePageMinimum = 255 << 20 >> PhysicalMemory.PageShift;

    private const string Part = "memory";

    private bool _isReclaiming;

    /// <summary>Makes a memory manager over a machine that was switched on.</summary>
    public MemoryManager(
        PhysicalMemory memory, PteFormat format, SystemSpace space, IReadOnlyList<PagingFileOptions> files,
        Disk disk, ProcessorSet processors, KernelStop stop)
    {
        Memory = memory;
        Processors = processors;
        Space = space;
        Stop = stop;
        Pfn = new PfnDatabase(memory);
        Lists = new PageLists(Pfn);
        Frames = new FrameSource(memory, Pfn, Lists, Counters) { Reclaim = Reclaim };
        Commit = new CommitCharge(Counters);
        Files = new PagingFiles(files, disk, Commit, format);
        Resident = new ResidentPages(memory.FrameCount);
        Spaces = new AddressSpaces(this, format);
        Frames.Spaces = Spaces;
        WorkingSets.Add(WorkingSet);
        Writer = new ModifiedWriter(memory, Pfn, Lists, format, Files, Counters);
        ZeroPages = new ZeroPageThread(memory, Lists, Counters);
        Faults = new FaultHandler(
            memory, Pfn, Lists, Frames, Spaces, Files, processors, Commit, Counters, stop,
            address => Space.Find(address)?.Type == SystemVaType.SystemPtes);
        Balance = new BalanceSetManager(Lists, WorkingSets, Writer, ZeroPages, memory.FrameCount);
        SystemPtes = new SystemPtes(this);

        // Were every frame promised, a page could come back only when another had left, and with full files none can.
        Commit.Limit = memory.FrameCount - Resident.Reserve + Files.UsablePageCount;
        Stacks = new KernelStacks(this);
        Held = new HeldPages(this);
        Bad = new BadFrames(this);
        Volume = new DiskVolume(disk);
        Mapped = new MappedFiles(this);
        Frames.Mapped = WorkingSet.Mapped = Faults.MappedFiles = Writer.Mapped = Mapped;
    }

    public PhysicalMemory Memory { get; }

    public ProcessorSet Processors { get; }

    public SystemSpace Space { get; }

    public KernelStop Stop { get; }

    public MemoryCounters Counters { get; } = new();

    public PfnDatabase Pfn { get; }

    public PageLists Lists { get; }

    public FrameSource Frames { get; }

    public AddressSpaces Spaces { get; }

    /// <summary>The system's page tables.</summary>
    public PageTables Tables => Spaces.System.Tables;

    public CommitCharge Commit { get; }

    public PagingFiles Files { get; }

    /// <summary>The system's working set.</summary>
    public WorkingSet WorkingSet => Spaces.System.WorkingSet;

    public WorkingSets WorkingSets { get; } = new();

    public ModifiedWriter Writer { get; }

    public ZeroPageThread ZeroPages { get; }

    public ResidentPages Resident { get; }

    public FaultHandler Faults { get; }

    /// <summary>The system's pages.</summary>
    public VirtualMemory Virtual => Spaces.System.Pages;

    public BalanceSetManager Balance { get; }

    public SystemPtes SystemPtes { get; }

    public KernelStacks Stacks { get; }

    public HeldPages Held { get; }

    public BadFrames Bad { get; }

    public MappedFiles Mapped { get; }

    public DiskVolume Volume { get; }

    /// <summary>What waits until a moment: virtual time passes, and interrupts come.</summary>
    public Action<long> Wait
    {
        get => Faults.Wait;
        set => Faults.Wait = value;
    }

    /// <summary>What lets time pass without an interrupt.</summary>
    public Action<long> Hold { get; set; } = static _ => { };

    /// <summary>Starts: page tables, self-map, and what the boot loader leaves in RAM.</summary>
    /// <param name="selfMap">Where the page tables have addresses.</param>
    /// <param name="images">What is loaded in large pages: addresses and page counts.</param>
    /// <returns>False when RAM is too small for it.</returns>
    public bool Start(ulong selfMap, IEnumerable<(nuint Address, uint PageCount)> images)
    {
        if (!Tables.Create(selfMap))
        {
            return false;
        }

        foreach ((nuint address, uint pageCount) in images)
        {
            bool isLoaded = Memory.FrameCount > LargePageMinimum
                ? TryLoadLarge(address, pageCount)
                : Virtual.CommitNonPaged(address, pageCount) == NtStatus.Success;
            if (!isLoaded)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The list that a frame is on, the lists of its address space among them; <see langword="null"/>:
    /// none.</summary>
    public FrameList? ListOf(uint frame)
    {
        ref PfnEntry entry = ref Pfn[frame];
        return entry.Location != PageLocation.Active ? Lists.ListOf(entry)
            : entry.Use == FrameUse.Pageable ? Spaces.Of(frame).WorkingSet.Frames
            : Pfn.SpaceOf(frame) != 0 && Spaces.Of(frame).Physical.IsHeld(frame) ? Spaces.Of(frame).Physical.Frames
            : null;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Begin(Part);
        Space.Save(writer);
        Counters.Save(writer);
        Commit.Save(writer);
        Resident.Save(writer);
        Lists.Save(writer);
        Spaces.Save(writer);
        writer.Write(Virtual.ZeroFrame);
        writer.Write(Faults.CodeAddress);
        foreach (FrameRun run in Lists.Used)
        {
            Pfn.Save(writer, run);
            Memory.Save(writer, run);
        }

        Files.Save(writer);
        Bad.Save(writer);
        writer.Write(Stacks.OutCount);
        Volume.Save(writer);
        Mapped.Save(writer);
    }

    /// <summary>Reads what was written, into a machine that was not started.</summary>
    public void Load(StateReader reader)
    {
        reader.Expect(Part);
        Space.Load(reader);
        Counters.Load(reader);
        Commit.Load(reader);
        Resident.Load(reader);
        Lists.Load(reader);
        Spaces.Load(reader);
        Virtual.ZeroFrame = reader.ReadUInt32("the frame of zeros");
        Faults.CodeAddress = reader.ReadUInt64();
        foreach (FrameRun run in Lists.Used)
        {
            Pfn.Load(reader, run);
            Memory.Load(reader, run);
        }

        Files.Load(reader);
        Bad.Load(reader);
        Stacks.OutCount = reader.ReadUInt64();
        Volume.Load(reader);
        Mapped.Load(reader, Volume);
        if ((new MemoryCheck(this).Run() ?? new MappedCheck(this).Run()) is string wrong)
        {
            throw StateReader.Damaged(reader.Offset, wrong);
        }
    }

    /// <summary>Where all frames are now.</summary>
    public PageListCounts ReadLists()
    {
        ulong[] standby = new ulong[PageLists.PriorityCount];
        for (int priority = 0; priority < standby.Length; priority++)
        {
            standby[priority] = Lists.Standby[priority].Count;
        }

        return new PageListCounts
        {
            ZeroedCount = Lists.ZeroedCount,
            FreeCount = Lists.Free.Count,
            ModifiedCount = Lists.ModifiedCount,
            ModifiedNoWriteCount = Lists.ModifiedNoWrite.Count,
            BadCount = Lists.Bad.Count,
            StandbyByPriority = standby,
            RepurposedByPriority = [.. Lists.Repurposed],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Files.Dispose();
        Pfn.Dispose();
    }

    private bool TryLoadLarge(nuint address, uint pageCount)
    {
        uint large = (uint)Tables.Format.PagesPerLargePage;
        uint count = (pageCount + large - 1) & ~(large - 1);
        uint frame = Lists.TakeFreshRun(count, large, Lists.Zeroed.Append);
        if (frame == PfnDatabase.None || Spaces.System.Charge.TakeResident(count) != NtStatus.Success)
        {
            return false;
        }

        for (uint index = 0; index < count; index++)
        {
            ref PfnEntry entry = ref Pfn[frame + index];
            entry.Activate((address >> PhysicalMemory.PageShift) + index, FrameUse.NonPaged);
            entry.IsLarge = true;
            if (index % large == 0 && !Tables.MapLarge(address + (index << PhysicalMemory.PageShift), frame + index))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes frames available: pages go, and those that are modified are written.</summary>
    /// <remarks>Only a fault lets interrupts in meanwhile. Who asks for memory that stays may hold the lock of nonpaged
    /// pool, which the routine of an interrupt would wait for in vain.</remarks>
    private bool Reclaim(FrameUse use)
    {
        Action<long> wait = use == FrameUse.Pageable ? Wait : Hold;
        if (_isReclaiming || Processors.Running.Irql >= Irql.Dispatch)
        {
            return false;
        }

        _isReclaiming = true;
        try
        {
            while (Lists.AvailableCount == 0)
            {
                uint trimmed = WorkingSets.Trim(ReclaimCount);
                uint written = Writer.Write(ReclaimCount, out long doneAt);
                if (trimmed == 0 && written == 0)
                {
                    break;
                }

                wait(doneAt);
            }

            return Lists.AvailableCount != 0;
        }
        finally
        {
            _isReclaiming = false;
        }
    }
}

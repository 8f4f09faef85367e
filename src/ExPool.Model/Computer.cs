using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Cm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;
using ExPool.Snapshots;

namespace ExPool.Model;

/// <summary>A model of an NT computer: RAM, processors, a disk, a memory manager, and the pools of this library as its
/// kernel's.</summary>
/// <remarks>
/// Time is virtual and moves as the machine works; two machines of the same options and drivers do exactly the same.
/// Not for several threads at once.
/// </remarks>
public sealed partial class Computer : IDisposable
{
    private readonly List<Driver> _drivers = [];
    private readonly ComputerParts _parts;
    private readonly ModelKernel _kernel;
    private bool _isRunning;

    private Computer(ComputerOptions options, SystemLayout layout, ExecutiveOptions pools)
    {
        Options = options;
        _parts = new ComputerParts(options, layout, new Calls(this));
        try
        {
            if (!_parts.Memory.Start(layout.SelfMap, layout.Images))
            {
                throw new ComputerException(
                    $"{options.PhysicalByteCount} bytes of RAM cannot hold the kernel and its tables; expected more");
            }

            _kernel = IsWide
                ? new ModelKernel<X64>(_parts, pools)
                : new ModelKernel<X86>(_parts, pools);
            _kernel.Services = MakeServices();
            _kernel.Services.Conditions.Start();
            if (options.SystemHiveByteCount is ulong hive)
            {
                SystemHive.Load(_kernel.Services.Registry, hive);
            }
        }
        catch (Exception)
        {
            _parts.Dispose();
            throw;
        }
    }

    /// <summary>What it was made of.</summary>
    public ComputerOptions Options { get; }

    /// <summary>Its kernel, as drivers see it.</summary>
    public IKernel Kernel => _kernel;

    /// <summary>Why it stopped; <see langword="null"/> while it runs.</summary>
    public BugCheck? Stop => _parts.Stop.Stop;

    /// <summary>Time since boot.</summary>
    public TimeSpan Now => new(_parts.Clock.Now);

    /// <summary>Its drivers, by number.</summary>
    public IReadOnlyList<Driver> Drivers => _drivers;

    /// <summary>Hears what drivers write into the log.</summary>
    public Action<TimeSpan, string>? OnLog { get; set; }

    /// <summary>Hears of each entry of the event log.</summary>
    public Action<EventLogEntry>? OnEvent { get; set; }

    /// <summary>Hears when a condition of \KernelObjects, as LowMemoryCondition, is set or reset. That some are set
    /// when the machine starts is not told.</summary>
    public Action<MemoryCondition>? OnCondition { get; set; }

    /// <summary>Called after each second's work.</summary>
    public Action? OnSecond { get; set; }

    /// <summary>The parts, for what looks at them from outside.</summary>
    internal ComputerParts Parts => _parts;

    /// <summary>Whether addresses have 64 bits.</summary>
    private bool IsWide => _parts.Layout.Format.Mode == PagingMode.Amd64;

    /// <summary>Switches a machine on.</summary>
    /// <param name="options">What it is made of.</param>
    /// <exception cref="ComputerException">The host has no address space for it, or its RAM is too small.</exception>
    /// <exception cref="ProfileException">There is no such Windows, or it cannot have such a machine.</exception>
    public static Computer Boot(ComputerOptions options)
    {
        WindowsProfile profile = WindowsProfile.Find(options.OperatingSystem, options.Architecture);
        MachineLimits limits = LimitsOf(options);
        SystemHive.Check(profile, limits, options.SystemHiveByteCount ?? 0);
        SystemLayout layout = SystemLayouts.Of(profile, limits, options.Switches, options.ProcessorCount);
        return Boot(options, layout, options.Pools ?? PoolsOf(profile, limits, layout));
    }

    /// <summary>What the Windows release allows on such a machine.</summary>
    internal static MachineLimits LimitsOf(ComputerOptions options)
    {
        ulong files = 0;
        foreach (PagingFileOptions file in options.PagingFiles)
        {
            files += file.MaximumByteCount;
        }

        return MachineLimits.Compute(
            WindowsProfile.Find(options.OperatingSystem, options.Architecture),
            options.PhysicalByteCount,
            options.Switches with { PagingFileByteCount = files });
    }

    /// <summary>Switches a machine on that is laid out by hand.</summary>
    internal static Computer Boot(ComputerOptions options, SystemLayout layout, ExecutiveOptions pools) =>
        new(options, layout, pools);

    /// <summary>The pools as the release would size them, as far as the layout has room.</summary>
    private static ExecutiveOptions PoolsOf(WindowsProfile profile, MachineLimits limits, SystemLayout layout)
    {
        const ulong Smallest = 1 << 20;
        const ulong Growth = 256 << 10;
        const ulong InitialShare = 4; // Of what pools share; 3 % of 64 GB would be all of it. Unverified.
        const int SmallTagCount = 16_384; // On a machine of 32 bits the tables' place is small.
        ulong nonPaged = MaximumOf(limits.NonPagedMaximum, SystemVaType.NonPagedPool);
        ulong paged = MaximumOf(limits.PagedMaximum, SystemVaType.PagedPool);
        return ExecutiveOptions.Nt with
        {
            LookasideLargestByteCount = profile.Is64Bit ? 512 : 256,
            NonPagedInitialByteCount = Math.Min(
                limits.NonPagedInitial.ByteCount ?? Smallest,
                Math.Min(nonPaged, (layout.Shared?.ByteCount ?? ulong.MaxValue) / InitialShare)),
            NonPagedMaximumByteCount = nonPaged,
            PagedInitialByteCount = Math.Min(Smallest, paged),
            PagedMaximumByteCount = paged,
            GrowthByteCount = Growth,
            MaximumTagCount = profile.Is64Bit ? ExecutiveOptions.Nt.MaximumTagCount : SmallTagCount,
        };

        ulong MaximumOf(LimitValue limit, SystemVaType type)
        {
            const ulong Step = 64 << 10;
            ulong room = layout.Shared?.ByteCount ?? 0;
            foreach ((SystemVaType found, ulong _, ulong byteCount) in layout.Regions)
            {
                room = found == type ? Math.Max(room, byteCount) : room;
            }

            // What pools share, neither is sure of: the release's number stands, and the addresses end where they do.
            ulong most = layout.Shared is null ? Math.Min(limit.ByteCount ?? room, room) : limit.ByteCount ?? room;
            return most / Step * Step;
        }
    }

    /// <summary>Whether a pool's maximum is what the release allows, or what the address space has room for.</summary>
    internal MemoryBound MaximumBoundOf(PoolKind kind) =>
        Options.Pools is null && RangeOf(kind).Units is null && !(PolicyOf(kind) <= RoomOf(kind))
            ? MemoryBound.AddressSpace
            : MemoryBound.Policy;

    /// <summary>The most bytes of a pool that the release, or who made the machine, allows; <see langword="null"/>
    /// where no source says.</summary>
    internal ulong? PolicyOf(PoolKind kind) => (Options.Pools, kind) switch
    {
        (null, PoolKind.Paged) => LimitsOf(Options).PagedMaximum.ByteCount,
        (null, _) => LimitsOf(Options).NonPagedMaximum.ByteCount,
        _ => MaximumOf(_kernel.Capture(), kind),
    };

    /// <summary>The bytes of addresses that the machine has for a pool: its region, or its units and those that nobody
    /// has yet.</summary>
    internal ulong RoomOf(PoolKind kind)
    {
        SystemRange range = RangeOf(kind);
        ulong pageCount = range.Units is { } units ? range.UsedCount + units.FreePageCount : range.Pages.Length;
        return pageCount << PhysicalMemory.PageShift;
    }

    private SystemRange RangeOf(PoolKind kind) =>
        _parts.Memory.Space[kind == PoolKind.Paged ? SystemVaType.PagedPool : SystemVaType.NonPagedPool];

    private static ulong? MaximumOf(PoolSnapshot pools, PoolKind kind) =>
        (kind == PoolKind.Paged ? pools.Paged : pools.NonPaged).MaximumBytes;

    /// <summary>Loads a driver; its threads start now.</summary>
    public void Add(Driver driver)
    {
        int number = _drivers.Count;
        _drivers.Add(driver);
        for (int thread = 0; thread < driver.ThreadCount; thread++)
        {
            _parts.Scheduler.Add(number, thread, _parts.Clock.Now);
        }
    }

    /// <summary>Lets the machine run.</summary>
    /// <param name="duration">Virtual time; it ends at the first step that is due then or later.</param>
    /// <returns>False when the machine stopped.</returns>
    public bool Run(TimeSpan duration)
    {
        long end = _parts.Clock.Now + duration.Ticks;
        _isRunning = true;
        try
        {
            while (Stop is null && _parts.Clock.Now < end)
            {
                try
                {
                    _parts.Scheduler.RunUntil(end);
                }
                catch (BugCheckException exception)
                {
                    _parts.Stop.Stop ??= exception.Stop;
                }
            }
        }
        finally
        {
            _isRunning = false;
        }

        return Stop is null;
    }

    /// <summary>The pools' counters now.</summary>
    public PoolSnapshot Capture() => _kernel.Capture();

    /// <summary>A reader over the pools' memory.</summary>
    public PoolReader OpenReader() => _kernel.OpenReader();

    /// <inheritdoc/>
    public void Dispose() => _parts.Dispose();

    /// <summary>What the kernel calls of this computer's drivers.</summary>
    private sealed class Calls(Computer computer) : IDriverCalls
    {
        public void Interrupt(int driver, ulong context) =>
            Run(driver, static (target, kernel, value) => target.Interrupt(kernel, value), context);

        public void Deferred(int driver, ulong context) =>
            Run(driver, static (target, kernel, value) => target.Deferred(kernel, value), context);

        public long Step(int driver, int thread)
        {
            long delay = 0;
            Run(driver, (target, kernel, value) => delay = target.Step(kernel, (int)value).Ticks, (ulong)thread);
            return delay;
        }

        public void Second()
        {
            computer._parts.Memory.Balance.Run();
            computer._kernel.Services.Second();
            computer._kernel.AdjustLookasideDepth();
            computer.OnSecond?.Invoke();
        }

        private void Run(int driver, Action<Driver, IKernel, ulong> call, ulong context)
        {
            ModelKernel kernel = computer._kernel;
            ModelCore core = computer._parts.Core;
            FaultHandler faults = computer._parts.Memory.Faults;
            (int driverBefore, string nameBefore) = (kernel.RunningDriver, core.RunningDriver);
            ulong codeBefore = faults.CodeAddress;
            Driver target = computer._drivers[driver];
            (kernel.RunningDriver, core.RunningDriver) = (driver, target.Name);
            faults.CodeAddress = computer.CodeAddressOf(driver);
            call(target, kernel, context);
            faults.CodeAddress = codeBefore;
            (kernel.RunningDriver, core.RunningDriver) = (driverBefore, nameBefore);
        }
    }

    /// <summary>Where a driver's code would lie: images one after the other, 64 KiB each, at the end of what the loader
    /// loads.</summary>
    internal ulong CodeAddressOf(int driver)
    {
        const ulong ImageByteCount = 64 << 10;
        const ulong CodeOffset = 0x1000;
        (nuint address, uint pageCount) = _parts.Layout.Images[0];
        return address + ((ulong)pageCount << PhysicalMemory.PageShift) + ((ulong)driver * ImageByteCount) + CodeOffset;
    }
}

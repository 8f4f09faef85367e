using System;
using System.Runtime.CompilerServices;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool;

/// <summary>The pools of one machine: allocates and frees tagged blocks, counts them, and stops when they
/// are misused.</summary>
/// <remarks>
/// <para>The memory-pool part of NT's executive, over any machine. All members may be called by any number
/// of threads at once. Paged pool may be used up to APC_LEVEL, nonpaged pool up to DISPATCH_LEVEL.</para>
/// <para>Below one page a block has a header, lies in a page with others and is aligned to the machine's
/// unit (16 bytes on the host); from there up it is whole pages, page-aligned. Bytes charged: units with
/// the header, or whole pages.</para>
/// </remarks>
/// <typeparam name="TMachine">The machine the pools live on.</typeparam>
public sealed partial class Executive<TMachine> : IDisposable, ILongWay
    where TMachine : struct, IMachine
{
    private static readonly PoolLayout s_layout = PoolLayout.OfBlocks(
        TMachine.HeaderByteCount, TMachine.UnitByteCount, TMachine.FirstBlockByteOffset, TMachine.PointerByteCount);

    // Not readonly: the shortest way takes it by reference.
    private TMachine _machine;
    private readonly StopGate<TMachine> _gate;
    private readonly Pool<TMachine> _nonPaged;
    private readonly Pool<TMachine> _paged;
    private readonly PoolTracker<TMachine> _tracker;
    private readonly LookasideTable<TMachine> _lookasides;
    private readonly PoolQuota<TMachine> _quota;
    private readonly nuint _root;
    private readonly TableSpace<TMachine> _tables;
    private readonly ProcessorTable<TMachine> _processors;
    private readonly LookasideTuner<TMachine> _tuner;
    private readonly LookasideLimits _limits;

    // What the running processor's key must be for the shortest way; no machine has the last number.
    private ulong _key;
    private bool _isDisposed;

    // All that outlives a call lies in the tables: what is made here only leads to it.
    private Executive(TMachine machine, nuint root)
    {
        _machine = machine;
        _root = root;
        RootRecord<TMachine> record = new(machine, root);
        _gate = new StopGate<TMachine>(machine, root);
        _tables = new TableSpace<TMachine>(machine, root, _gate);
        _processors = new ProcessorTable<TMachine>(machine, root, _tables);
        _tracker = new PoolTracker<TMachine>(
            machine,
            _tables,
            new TagTable<TMachine>(machine, root, _tables, _gate),
            _processors,
            record.CapturesCallSites != 0);
        _quota = new PoolQuota<TMachine>(machine, root, _tables, _gate);
        SystemProcess = new QuotaProcess<TMachine>(this, _quota, _quota.System, "System");
        _lookasides = new LookasideTable<TMachine>(machine, root, _tables, _gate);
        _limits = new LookasideLimits(
            record.LookasideLargestByteCount, record.LookasideHeldByteCount, record.LookasideMaximumDepth);
        _nonPaged = OpenPool(PoolKind.NonPaged, out ProcessorLists<TMachine> nonPagedLists);
        _paged = OpenPool(PoolKind.Paged, out ProcessorLists<TMachine> pagedLists);
        _tuner = new LookasideTuner<TMachine>(machine, root, _processors, nonPagedLists, pagedLists, _gate);
        _key = machine.ControlKey;
        _conditions = FindConditions();
    }

    /// <summary>The machine the pools live on.</summary>
    public TMachine Machine => _machine;

    /// <summary>The name by which the pools are found.</summary>
    public string Name => _machine.Identity.Name;

    /// <summary>The address of the root block, from which a reader finds everything (NT's KDDEBUGGER_DATA64
    /// in purpose).</summary>
    public nuint DebuggerData => _root;

    /// <summary>Starts pools on a machine.</summary>
    /// <param name="machine">The machine; it serves one executive.</param>
    /// <param name="options">Sizes and limits; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside of its range.</exception>
    /// <exception cref="PoolException">The machine has no address space or memory for pools of these
    /// sizes.</exception>
    public static Executive<TMachine> Boot(TMachine machine, ExecutiveOptions? options = null)
    {
        options ??= ExecutiveOptions.Default;
        options.Validate();
        ulong physical = machine.Facts.PhysicalByteCount;
        ExecutiveBoot<TMachine> boot = new(
            machine,
            PoolSizes.Of(options.NonPagedInitialByteCount, options.GrowthByteCount,
                options.NonPagedMaximumByteCount, PoolSizes.DefaultNonPagedMaximum(physical)),
            PoolSizes.Of(options.PagedInitialByteCount, options.GrowthByteCount,
                options.PagedMaximumByteCount, PoolSizes.DefaultPagedMaximum(physical)),
            options.PagedPools,
            options.MaximumTagCount,
            new LookasideLimits(
                (uint)options.LookasideLargestByteCount,
                (uint)options.LookasideHeldByteCount,
                (uint)options.LookasideMaximumDepth),
            options.CaptureCallSites);
        boot.Run();
        return new Executive<TMachine>(machine, boot.Root);
    }

    /// <summary>Allocates a block; zeroed unless <see cref="PoolFlags.Uninitialized"/> is given.</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer.</param>
    /// <param name="byteCount">Bytes wanted; 0 counts as 1.</param>
    /// <param name="tag">Who allocates; not none.</param>
    /// <returns>
    /// The payload's address; 0 when the flags choose no pool or have an unknown required bit, when there
    /// is no tag, or when the pool is exhausted.
    /// </returns>
    /// <exception cref="PoolException">0 would be answered and <see cref="PoolFlags.RaiseOnFailure"/> is
    /// given.</exception>
    /// <exception cref="BugCheckException">0xC2/8: the level is too high for the pool; or a stop that ended
    /// the pools.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag) =>
        _machine.ReadControl(out nuint control) == _key
            ? FastPath<TMachine>.Allocate(ref _machine, control, this, flags, byteCount, tag)
            : AllocateSlowly(flags, byteCount, tag);

    /// <summary>Frees a block.</summary>
    /// <param name="address">What an allocation answered.</param>
    /// <param name="tag">The tag it was allocated with; none is not checked, as in NT's ExFreePool.</param>
    /// <exception cref="BugCheckException">
    /// 0xC2: the address is no allocated block, its tag is another, the level is too high (nothing is
    /// changed); 0x19: a header or list is damaged (the pools end).
    /// </exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(nuint address, PoolTag tag = default)
    {
        if (_machine.ReadControl(out nuint control) == _key)
        {
            FastPath<TMachine>.Free(ref _machine, control, this, address, tag);
        }
        else
        {
            FreeSlowly(address, tag);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void FreeSlowly(nuint address, PoolTag tag)
    {
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        if (address == 0 || (address & ((nuint)TMachine.UnitByteCount - 1)) != 0)
        {
            _gate.Mistake(PoolStops.InvalidAddress(address, tag));
        }

        // Where both share their addresses, it is the one that has the page.
        bool mayBePaged = _paged.Contains(address);
        Pool<TMachine>? pool = _nonPaged.Contains(address) && !(mayBePaged && _paged.Pages.Owns(address)) ? _nonPaged
            : mayBePaged ? _paged
            : null;
        if (pool is null)
        {
            _gate.Mistake(PoolStops.NeverInAnyPool(address, tag));
        }

        _processors.ShowPageCounts();
        pool.Free(address, tag);
    }

    /// <summary>The counters now, read as another process would; nothing is stopped.</summary>
    public PoolSnapshot Capture() =>
        OpenReader().ReadCounters(new SnapshotOrigin(
            SnapshotOriginKind.Self, "self", Name, _machine.Identity.ProcessId));

    /// <summary>A reader over these pools' own memory: counters, blocks, verification.</summary>
    public PoolReader OpenReader()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new PoolReader(
            new ExecutiveAddressSpace<TMachine>(_machine, _root), s_layout, _root);
    }

    /// <summary>Gives all memory of the pools back to the machine. No thread may be inside a call; every
    /// block is gone.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _key = ulong.MaxValue;
        _gate.Dispose();
        _nonPaged.Pages.Release();
        _paged.Pages.Release();
        _machine.ReleasePages(_root, new RootRecord<TMachine>(_machine, _root).TablesByteCount >> 12);
    }

    private Pool<TMachine> OpenPool(PoolKind kind, out ProcessorLists<TMachine> lists)
    {
        nuint record = new RootRecord<TMachine>(_machine, _root).PoolAddress(kind);
        PoolPages<TMachine> pages = new(_machine, _tables, _gate, record);
        PoolBlocks<TMachine> blocks = new(_machine, kind, pages, _gate);
        SharedLists<TMachine> shared = new(_machine, kind, record, _tables, _gate);
        lists = new ProcessorLists<TMachine>(
            _machine, kind, _tables, _processors, shared, blocks, _limits);
        return new Pool<TMachine>(_machine, kind, pages, blocks, lists, _tracker, _quota, _gate);
    }

    /// <inheritdoc/>
    nuint ILongWay.Allocate(PoolFlags flags, nuint byteCount, PoolTag tag) => AllocateSlowly(flags, byteCount, tag);

    /// <inheritdoc/>
    void ILongWay.Free(nuint address, PoolTag tag) => FreeSlowly(address, tag);

    /// <inheritdoc/>
    nuint ILongWay.MakeDeferred(nuint control) => MakeDeferred(control);
}

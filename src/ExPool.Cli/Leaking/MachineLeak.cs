using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.Booting;
using ExPool.Cli.CommandLine;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Leaking;

/// <summary>A leak on a machine: the driver Leaker is loaded, watched, and unloaded at the end.</summary>
internal sealed class MachineLeak : ILeak
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly IMachineLeakHost _host;
    private readonly LeakOptions _options;
    private readonly EventFinder _events;
    private readonly BootSample _first;
    private BootSample _last;
    private IReadOnlyDictionary<string, ulong> _told;
    private TimeSpan _startedAt;
    private TimeSpan _now;
    private bool _isLoaded;

    /// <summary>Loads the driver.</summary>
    /// <param name="host">The machine; this disposes it.</param>
    /// <param name="options">What to leak.</param>
    public MachineLeak(IMachineLeakHost host, LeakOptions options)
    {
        _host = host;
        _options = options;
        _events = new EventFinder(host.PoolUsageMaximum);
        host.OnLog = (time, text) => _events.Add(time, BootEventKind.Log, text);
        _first = _last = host.Sample();
        _startedAt = _now = _first.Memory.Time;
        BytesPerSecond = options.BytesPerSecond;
        _told = new Dictionary<string, ulong>();
    }

    /// <inheritdoc/>
    public ulong BlockCount => _told.GetValueOrDefault("blocks");

    /// <inheritdoc/>
    public ulong ByteCount => _told.GetValueOrDefault("bytes");

    /// <inheritdoc/>
    public ulong BytesPerSecond { get; private set; }

    /// <inheritdoc/>
    public TimeSpan Elapsed => _now - _startedAt;

    /// <inheritdoc/>
    public int Pause => _host.Pause;

    /// <inheritdoc/>
    public string Statement
    {
        get
        {
            PoolReach reach = _host.Reach[_options.Kind];
            return $"{_host.Machine}; {MemorySize.Format(reach.InUseBytes)} in use, can grow to "
                + $"{MemorySize.Format(reach.ReachableBytes)}: {BoundText.Format(reach.BoundBy)}";
        }
    }

    /// <inheritdoc/>
    public void SetRate(ulong bytesPerSecond)
    {
        BytesPerSecond = bytesPerSecond;
        if (_isLoaded)
        {
            _host.SetRate(bytesPerSecond);
        }
    }

    /// <inheritdoc/>
    public LeakEnd? Step()
    {
        if (!_isLoaded)
        {
            _host.Load(DriverText());
            _isLoaded = true;
            _startedAt = _host.Sample().Memory.Time;
        }

        _host.Advance(_startedAt + _options.Limit.Time);
        _told = _host.Tell();
        BootSample sample = _host.Sample();
        _now = sample.Memory.Time;
        LeakEnd? end = _host.Stop is not null ? LeakEnd.MachineStopped
            : _told.GetValueOrDefault("exhausted") != 0 ? LeakEnd.Exhausted
            : _told.GetValueOrDefault("done") != 0 || Elapsed >= _options.Limit.Time ? LeakEnd.Limit
            : null;
        if (end is not null || _now - _last.Memory.Time >= s_second)
        {
            _events.Look(_last, sample);
            _last = sample;
        }

        return end;
    }

    /// <inheritdoc/>
    public LeakOutcome Finish(LeakEnd end)
    {
        if (_host.Stop is { } stop)
        {
            _events.Add(_now, BootEventKind.Stop, stop.ToString());
        }

        _told = _isLoaded && _host.Stop is null ? _host.Tell() : _told;
        BootSample sample = _host.Sample();
        MemoryBound? bound = _options.Kind == PoolKind.Paged
            ? sample.Memory.PagedRefusedBy
            : sample.Memory.NonPagedRefusedBy;
        LeakOutcome outcome = new(end, BlockCount, ByteCount, Elapsed)
        {
            BytesBefore = Pool(_first).BytesInUse,
            BytesAtEnd = Pool(sample).BytesInUse,
            LimitedBy = end == LeakEnd.Exhausted ? bound : null,
            Events = _events.Events,
            Stop = _host.Stop,
            SavedAs = _options.SavePath,
        };
        if (_options.SavePath is { } path)
        {
            _host.Save(path);
        }

        return outcome with { BytesAfter = Free() ? Pool(_host.Sample()).BytesInUse : null };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Free();
        }
        finally
        {
            _host.Dispose();
        }
    }

    private bool Free()
    {
        bool isFreed = !_isLoaded || (_host.Stop is null && _host.Unload());
        _isLoaded = false;
        return isFreed;
    }

    private string DriverText() => string.Create(
        CultureInfo.InvariantCulture,
        $"Leaker:pool={(_options.Kind == PoolKind.Paged ? "paged" : "nonpaged")},rate={BytesPerSecond}B/s,"
        + $"block={_options.BlockByteCount}B,last=halves,most={_options.Limit.ByteCount ?? 0}B");

    private PoolUsage Pool(BootSample sample) => _options.Kind == PoolKind.Paged ? sample.Paged : sample.NonPaged;
}

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using ExPool.Cli.Booting;
using ExPool.Cli.Machines;
using ExPool.Ke;
using ExPool.Model.Reports;

namespace ExPool.Cli.Leaking;

/// <summary>A machine of another process that a driver leaks on: its time is its own.</summary>
/// <param name="source">The machine; this disposes it.</param>
internal sealed class LiveLeakHost(LiveMachineSource source) : IMachineLeakHost
{
    private const int LookMilliseconds = 50;
    private const int PatienceMilliseconds = 30_000;   // of the host: a slow machine takes long for its next step

    private readonly LiveReach _reach = source.ReadReach();
    private int _number;
    private BugCheck? _stop;

    /// <inheritdoc/>
    public string Machine => source.ReadMemory().Machine;

    /// <inheritdoc/>
    public ReachReport Reach => _reach.Reach;

    /// <inheritdoc/>
    public int PoolUsageMaximum => _reach.PoolUsageMaximum;

    /// <inheritdoc/>
    public int Pause => LookMilliseconds;

    /// <inheritdoc/>
    public BugCheck? Stop => _stop;

    /// <inheritdoc/>
    public Action<TimeSpan, string>? OnLog
    {
        set
        {
            // What its drivers say, is said where it runs.
        }
    }

    /// <inheritdoc/>
    public BootSample Sample()
    {
        BootSample sample = BootSample.Of(source, out _stop);
        return sample;
    }

    /// <inheritdoc/>
    public void Advance(TimeSpan? latest)
    {
        // Its time passes by itself.
    }

    /// <inheritdoc/>
    public void Load(string driver) => _number = source.LoadDriver(driver);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ulong> Tell() => source.AskDriver(_number).Values;

    /// <inheritdoc/>
    public void SetRate(ulong bytesPerSecond) => source.ControlDriver(
        _number, "rate", string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond}B/s"));

    /// <inheritdoc/>
    public void Save(string path) => source.Machine.Save(path);

    /// <inheritdoc/>
    public bool Unload()
    {
        source.StopDriver(_number);
        Stopwatch clock = Stopwatch.StartNew();
        while (source.AskDriver(_number).IsRunning)
        {
            if (clock.ElapsedMilliseconds > PatienceMilliseconds)
            {
                return false;
            }

            Thread.Sleep(LookMilliseconds);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}

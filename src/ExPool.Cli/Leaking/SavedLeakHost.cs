using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using ExPool.Cli.Booting;
using ExPool.Cli.Machines;
using ExPool.Ke;
using ExPool.Model;
using ExPool.Model.Drivers;
using ExPool.Model.Reports;

namespace ExPool.Cli.Leaking;

/// <summary>A machine of this process that a driver leaks on: its time passes as fast as the host can.</summary>
/// <param name="source">The machine; this disposes it.</param>
internal sealed class SavedLeakHost(MachineSource source) : IMachineLeakHost
{
    // What a driver is given to free its blocks, of the machine's time: a step frees all.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly ReachReport _reach = source.Machine.ReadReach();
    private Driver? _leaker;

    /// <inheritdoc/>
    public string Machine => source.ReadMemory().Machine;

    /// <inheritdoc/>
    public ReachReport Reach => _reach;

    /// <inheritdoc/>
    public int PoolUsageMaximum => Computer.PoolUsageMaximum;

    /// <inheritdoc/>
    public int Pause => 0;

    /// <inheritdoc/>
    public BugCheck? Stop => Computer.Stop;

    /// <inheritdoc/>
    public Action<TimeSpan, string>? OnLog
    {
        set => Computer.OnLog = value;
    }

    private Computer Computer => source.Machine;

    /// <inheritdoc/>
    public BootSample Sample() => BootSample.Of(source);

    /// <inheritdoc/>
    public void Advance(TimeSpan? latest)
    {
        const int MostMilliseconds = 50;   // of the host, so that keys are answered
        TimeSpan slice = TimeSpan.FromMilliseconds(100);
        TimeSpan end = Computer.Now + TimeSpan.FromSeconds(1);
        end = latest < end ? latest.Value : end;
        Stopwatch clock = Stopwatch.StartNew();
        while (Computer.Now < end && !HasEnded() && clock.ElapsedMilliseconds < MostMilliseconds)
        {
            TimeSpan left = end - Computer.Now;
            if (!Computer.Run(left < slice ? left : slice))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Load(string driver)
    {
        _leaker = DriverCatalog.Create(driver);
        Computer.Add(_leaker);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, ulong> Tell() => _leaker!.Tell();

    /// <inheritdoc/>
    public void SetRate(ulong bytesPerSecond) =>
        _leaker!.Control("rate", string.Create(CultureInfo.InvariantCulture, $"{bytesPerSecond}B/s"));

    /// <inheritdoc/>
    public void Save(string path) => Computer.Save(path);

    /// <inheritdoc/>
    public bool Unload() => Computer.Unload(_leaker!, s_patience);

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private bool HasEnded() => Tell() is var told && (told["exhausted"] != 0 || told["done"] != 0);
}

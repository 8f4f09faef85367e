using System;
using System.Collections.Generic;
using ExPool.Cli.Booting;
using ExPool.Ke;
using ExPool.Model.Reports;

namespace ExPool.Cli.Leaking;

/// <summary>A machine with a leak driver in it, wherever it runs.</summary>
internal interface IMachineLeakHost : IDisposable
{
    /// <summary>What the machine is, in a line.</summary>
    string Machine { get; }

    /// <summary>How far its pools can grow from where they were at the start.</summary>
    ReachReport Reach { get; }

    /// <summary>Percent of paged pool above which it trims memory.</summary>
    int PoolUsageMaximum { get; }

    /// <summary>Milliseconds to wait between two looks; 0 where looking lets its time pass.</summary>
    int Pause { get; }

    /// <summary>Why it stopped; <see langword="null"/> while it runs.</summary>
    BugCheck? Stop { get; }

    /// <summary>Hears what its drivers write into the log.</summary>
    Action<TimeSpan, string>? OnLog { set; }

    /// <summary>The machine now.</summary>
    BootSample Sample();

    /// <summary>Lets time pass, where that is ours to do: until the driver has ended its leak, somebody should look
    /// again, or a moment of the machine's time.</summary>
    /// <param name="latest">The moment; <see langword="null"/> for none.</param>
    void Advance(TimeSpan? latest);

    /// <summary>Loads the driver.</summary>
    /// <param name="driver">Its text.</param>
    void Load(string driver);

    /// <summary>What the driver tells of itself.</summary>
    IReadOnlyDictionary<string, ulong> Tell();

    /// <summary>Changes the driver's rate.</summary>
    void SetRate(ulong bytesPerSecond);

    /// <summary>Saves the machine as it is.</summary>
    /// <param name="path">The file.</param>
    void Save(string path);

    /// <summary>Tells the driver to stop, and waits until it has freed everything.</summary>
    /// <returns>False when it did not end.</returns>
    bool Unload();
}

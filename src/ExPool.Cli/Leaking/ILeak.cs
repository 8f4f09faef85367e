using System;

namespace ExPool.Cli.Leaking;

/// <summary>A leak that goes on: of this process, of a saved machine or of one that runs.</summary>
internal interface ILeak : IDisposable
{
    /// <summary>Blocks held.</summary>
    ulong BlockCount { get; }

    /// <summary>Their bytes, as asked for.</summary>
    ulong ByteCount { get; }

    /// <summary>Bytes a second.</summary>
    ulong BytesPerSecond { get; }

    /// <summary>Since the start, by the clock of what leaks.</summary>
    TimeSpan Elapsed { get; }

    /// <summary>What is leaked now, and how much more there may be, for a person: a line without an end.</summary>
    string Statement { get; }

    /// <summary>Milliseconds to wait between two steps; 0 for none.</summary>
    int Pause { get; }

    /// <summary>Changes the rate.</summary>
    /// <param name="bytesPerSecond">Within <see cref="LeakOptions"/>.</param>
    void SetRate(ulong bytesPerSecond);

    /// <summary>Leaks what is due; returns soon, so that keys are answered.</summary>
    /// <returns>Why it is over; <see langword="null"/> while it is not.</returns>
    LeakEnd? Step();

    /// <summary>Frees everything, and tells what happened.</summary>
    /// <param name="end">Why it ended.</param>
    LeakOutcome Finish(LeakEnd end);
}

using System;
using System.Collections.Generic;
using ExPool.Model;

namespace ExPool.Cli.Booting;

/// <summary>What <c>boot</c> is asked for.</summary>
internal sealed record BootOptions
{
    /// <summary>What the machine is made of.</summary>
    public required ComputerOptions Machine { get; init; }

    /// <summary>Its drivers, each a name with parameters.</summary>
    public IReadOnlyList<string> Drivers { get; init; } = [];

    /// <summary>Virtual time to run; <see langword="null"/> until Ctrl-C.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Draws what happened into this file.</summary>
    public string? ChartPath { get; init; }

    /// <summary>Saves the machine into this file at the end.</summary>
    public string? SavePath { get; init; }

    /// <summary>Runs at a pace, and lets other processes look.</summary>
    public bool IsLive { get; init; }

    /// <summary>Virtual seconds in a second of a live machine.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>One JSON document.</summary>
    public bool IsJson { get; init; }

    /// <summary>No progress.</summary>
    public bool IsQuiet { get; init; }
}

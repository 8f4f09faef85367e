using System;
using System.Collections.Generic;

namespace ExPool.Model.Drivers;

/// <summary>One driver of the catalog: what it does, and what may be said about it.</summary>
public sealed class DriverEntry
{
    private readonly Func<DriverArguments, Driver> _make;

    internal DriverEntry(
        string name, string description, IReadOnlyList<DriverParameter> parameters, Func<DriverArguments, Driver> make)
    {
        (Name, Description, Parameters, _make) = (name, description, parameters, make);
    }

    /// <summary>How it is named in a text, as "Leaker".</summary>
    public string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public string Description { get; }

    /// <summary>What may be said about it.</summary>
    public IReadOnlyList<DriverParameter> Parameters { get; }

    /// <summary>Makes one that has done nothing yet.</summary>
    /// <param name="parameters">As "rate=50MB/s,pool=nonpaged"; empty for the defaults.</param>
    /// <exception cref="ComputerException">A parameter is unknown, or its value is none.</exception>
    public Driver Create(string parameters = "") => _make(DriverArguments.Parse(this, parameters));
}

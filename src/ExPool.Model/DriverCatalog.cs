using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Drivers;

namespace ExPool.Model;

/// <summary>Knows how drivers are made: by a line of text, and by name, since a saved machine names its drivers, and a
/// machine that is loaded makes them again.</summary>
/// <remarks>A driver is made empty; then its <see cref="Driver.Load"/> reads what its <see cref="Driver.Save"/>
/// wrote. Names are compared letter by letter. What the model's own drivers do wrong and how the machine stops:
/// docs/reference/drivers.md.</remarks>
public sealed class DriverCatalog
{
    private readonly Dictionary<string, Func<Driver>> _makers = new(StringComparer.Ordinal);

    /// <summary>The model's own drivers: first those that behave, then those that do not.</summary>
    public static IReadOnlyList<DriverEntry> Entries { get; } =
    [
        FileServer.Entry,
        NetworkStack.Entry,
        Cache.Entry,
        Leaker.Entry,
        Fragmenter.Entry,
        SystemPteEater.Entry,
        Overrunner.Entry,
        UseAfterFree.Entry,
        DoubleFree.Entry,
        WrongIrql.Entry,
        BadPointer.Entry,
    ];

    /// <summary>Every name, in order.</summary>
    public IEnumerable<string> Names => _makers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Makes one of the model's own drivers.</summary>
    /// <param name="text">Its name, then what is said about it, as "Leaker:rate=50MB/s,pool=nonpaged".</param>
    /// <exception cref="ComputerException">There is no such driver or parameter, or a value is none; one line names
    /// what there is.</exception>
    public static Driver Create(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string name, string parameters) = DriverArguments.Cut(text, ':');
        DriverEntry entry = Entries.FirstOrDefault(known => known.Name == name)
            ?? throw Unknown(name, Entries.Select(known => known.Name));
        return entry.Create(parameters);
    }

    /// <summary>Makes a catalog of the model's own drivers; more may be added to it.</summary>
    public static DriverCatalog MakeStandard()
    {
        DriverCatalog catalog = new();
        foreach (DriverEntry entry in Entries)
        {
            catalog.Add(entry.Name, () => entry.Create());
        }

        return catalog;
    }

    /// <summary>Adds a driver.</summary>
    /// <param name="kind">What <see cref="Driver.Kind"/> of such a driver is.</param>
    /// <param name="make">Makes one that has done nothing yet.</param>
    /// <returns>The catalog, for the next one.</returns>
    /// <exception cref="ArgumentException">The name is there already.</exception>
    public DriverCatalog Add(string kind, Func<Driver> make)
    {
        _makers.Add(kind, make);
        return this;
    }

    /// <summary>Makes a driver.</summary>
    /// <param name="kind">What was added.</param>
    /// <exception cref="ComputerException">There is none of that name; the message names those that there
    /// are.</exception>
    public Driver Make(string kind) =>
        _makers.TryGetValue(kind, out Func<Driver>? make) ? make() : throw Unknown(kind, Names);

    private static ComputerException Unknown(string name, IEnumerable<string> known) =>
        new($"no driver '{name}' is known; expected one of: {string.Join(", ", known.DefaultIfEmpty("(none)"))}");
}

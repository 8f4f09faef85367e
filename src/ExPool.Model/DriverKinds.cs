using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Model;

/// <summary>Knows how drivers are made, by name: a saved machine names its drivers, and a machine that is loaded makes
/// them again.</summary>
/// <remarks>A driver is made empty; then its <see cref="Driver.Load"/> reads what its <see cref="Driver.Save"/>
/// wrote. Names are compared letter by letter.</remarks>
public sealed class DriverKinds
{
    private readonly Dictionary<string, Func<Driver>> _makers = new(StringComparer.Ordinal);

    /// <summary>Every name, in order.</summary>
    public IEnumerable<string> Names => _makers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds a driver.</summary>
    /// <param name="kind">What <see cref="Driver.Kind"/> of such a driver is.</param>
    /// <param name="make">Makes one that has done nothing yet.</param>
    /// <returns>The kinds, for the next one.</returns>
    /// <exception cref="ArgumentException">The name is there already.</exception>
    public DriverKinds Add(string kind, Func<Driver> make)
    {
        _makers.Add(kind, make);
        return this;
    }

    /// <summary>Makes a driver.</summary>
    /// <param name="kind">What was added.</param>
    /// <exception cref="ComputerException">There is none of that name; the message names those that there
    /// are.</exception>
    public Driver Make(string kind) =>
        _makers.TryGetValue(kind, out Func<Driver>? make)
            ? make()
            : throw new ComputerException(
                $"no driver '{kind}' is known; expected one of: {string.Join(", ", Names.DefaultIfEmpty("(none)"))}");
}
